import type { TrainingConfig } from '../config/schema.js'
import { observedSteps, takeSequences } from '../encode/subset.js'
import { NumericalError } from '../errors.js'
import { compileModel } from '../model/compile.js'
import type { NeuralExpert } from '../model/experts/neural.js'
import type { ModelParameters } from '../model/model.js'
import { createStatistics } from '../model/statistics.js'
import { createRandom } from '../random.js'
import type { Tf } from '../tensor/tf.js'
import type { RestartState } from '../training/climb.js'
import { exactLogLikelihood } from '../training/exact-log-likelihood.js'
import { expectation } from '../training/expectation.js'
import type { FitProblem, Trainer } from '../training/fit.js'
import type { RestartResult } from '../training/restart.js'
import { Adam } from './adam.js'
import { batchGradient } from './batch-gradient.js'
import { holdOut, shuffled } from './hold-out.js'
import { learningRateAt } from './learning-rate.js'
import { parametersAt, trainablesOf, valuesOf } from './trainables.js'

/** A state with less than this share of a step is dead. */
const deadSteps = 1e-6

/** Trains networks and gate together by gradient, on the given device. The same problem, options and device: the same bits. */
export function networkTrainer(tf: Tf): Trainer {
  return (problem, options, restart) => trainNetworks(tf, problem, options, restart)
}

/**
 * One start. Yields after each epoch; the trace holds the log-likelihood of the sequences kept aside, nats, or that of the
 * epoch's own batches where none are. Returns the weights with the best of these.
 */
async function* trainNetworks(
  tf: Tf,
  problem: FitProblem,
  options: TrainingConfig,
  restart: number,
): AsyncGenerator<RestartState, RestartResult> {
  const { model, data, randomLabels = [] } = problem
  const engine = problem.engine.exact ?? problem.engine
  const random = createRandom(options.seed, ...randomLabels, 'restart', restart)
  const networks = model.experts as readonly NeuralExpert[]
  const trainables = trainablesOf(
    model,
    networks.map(({ config }) => config.weightDecay),
  )
  const values = valuesOf(trainables, {
    gate: { ...model.gate.initialise(), ...model.gate.start },
    experts: networks.map((network, e) => network.initialise(random.split('weights', e))),
  })
  const adam = new Adam(trainables, values)
  const context = { tf, engine, model, data, trainables }
  const { training, validation } = holdOut(
    data.offsets.length - 1,
    options.validation,
    random.split('validation'),
  )
  const aside = validation.length > 0 ? takeSequences(data, validation) : null
  const batches = Math.ceil(training.length / options.batchSize)
  const total = batches * options.epochs
  const trace: number[] = []
  let best: { readonly parameters: ModelParameters; readonly epoch: number } | null = null
  let step = 0

  for (let epoch = 0; epoch < options.epochs; epoch++) {
    const order = shuffled(training.length, random.split('epoch', epoch)).map((i) => training[i]!)
    let logLikelihood = 0
    for (let b = 0; b < batches; b++, step++) {
      const sequences = order.slice(b * options.batchSize, (b + 1) * options.batchSize)
      const seed = random.split('dropout', step).integer(2 ** 30)
      const found = batchGradient(context, values, sequences, seed)
      if (!allFinite(found)) throw notFinite(epoch, step)
      logLikelihood += found.logLikelihood
      const observed = sequences.reduce(
        (n, s) => n + observedSteps(data, data.offsets[s], data.offsets[s + 1]),
        0,
      )
      adam.ascend(
        found.gradients,
        1 / Math.max(1, observed),
        learningRateAt(step, total, options.learningRate),
        found.rows,
      )
    }
    const parameters = parametersAt(trainables, values, networks.length)
    const score =
      aside === null ? logLikelihood : exactLogLikelihood(compileModel(model, parameters), aside, engine)
    trace.push(score)
    if (best === null || aside === null || score > trace[best.epoch]!) best = { parameters, epoch }
    yield { restart, parameters, trace: [...trace], segments: [0], floored: [], reseeded: [] }
    if (aside !== null && epoch - best.epoch >= options.patience) break
  }

  const { parameters, epoch } = best!
  const statistics = createStatistics(model)
  const { logLikelihood } = expectation(compileModel(model, parameters), data, engine, statistics)
  const visits = statistics.gate.slice(model.states, 2 * model.states)
  const all = visits.reduce((a, b) => a + b, 0) || 1
  return {
    restart,
    parameters,
    logLikelihood,
    objective: aside === null ? logLikelihood : trace[epoch]!,
    iterations: trace.length,
    // The rate falls to 0 by the last epoch: a run that came to its end, early or not, is over.
    converged: true,
    trace,
    segments: [0],
    floored: [],
    dead: [...visits.keys()].filter((k) => visits[k]! < deadSteps),
    share: visits.map((v) => v / all),
  }
}

function allFinite({
  logLikelihood,
  gradients,
}: {
  logLikelihood: number
  gradients: readonly Float32Array[]
}): boolean {
  return Number.isFinite(logLikelihood) && gradients.every((gradient) => gradient.every(Number.isFinite))
}

function notFinite(epoch: number, step: number): NumericalError {
  return new NumericalError(
    'loss-not-finite',
    `the log-likelihood or its gradient stopped being finite at training step ${step + 1} (epoch ${epoch + 1})`,
    { hint: 'lower training.learningRate; look for extreme values among the inputs' },
  )
}
