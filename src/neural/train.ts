import type { TrainingConfig } from '../config/schema.js'
import { observedSteps, takeSequences } from '../encode/subset.js'
import { NumericalError } from '../errors.js'
import { compileModel } from '../model/compile.js'
import { NeuralExpert } from '../model/experts/neural.js'
import { createRandom, type Random } from '../random.js'
import type { Tf } from '../tensor/tf.js'
import { exactLogLikelihood } from '../training/exact-log-likelihood.js'
import type { FitProblem } from '../training/fit.js'
import type { RestartResult } from '../training/restart.js'
import type { Trainer, TrainerProgress, TrainerState } from '../training/trainer.js'
import { Adam } from './adam.js'
import { batchGradient } from './batch-gradient.js'
import { defaultBatchSize } from './batch-size.js'
import { holdOut, shuffled } from './hold-out.js'
import { learningRateAt } from './learning-rate.js'
import { resultOf } from './result-of.js'
import { startParameters } from './start-parameters.js'
import { parametersAt, trainablesOf, valuesOf } from './trainables.js'
import { withinMemory } from './within-memory.js'

/** Trains networks and gate together by gradient, on the given device. The same problem, options and device: the same bits. */
export function networkTrainer(tf: Tf): Trainer {
  return (problem, options, restart, resume) => trainNetworks(tf, problem, options, restart, resume)
}

/**
 * One start. Yields after each training step; the trace holds, for each epoch, the log-likelihood of the sequences kept aside,
 * nats, or that of the epoch's own batches where none are. Returns the weights with the best of these.
 */
async function* trainNetworks(
  tf: Tf,
  problem: FitProblem,
  options: TrainingConfig,
  restart: number,
  resume: TrainerState | null,
): AsyncGenerator<TrainerProgress, RestartResult> {
  const { model, data, randomLabels = [] } = problem
  const engine = problem.engine.exact ?? problem.engine
  const random = createRandom(options.seed, ...randomLabels, 'restart', restart)
  const trainables = trainablesOf(
    model,
    model.experts.map((expert) => (expert instanceof NeuralExpert ? expert.config.weightDecay : 0)),
  )
  const { training, validation } = holdOut(
    data.offsets.length - 1,
    options.validation,
    random.split('validation'),
  )
  const start = () => startParameters(problem, training, options.initialisation, random)
  const values = resume ? copied(resume.values) : valuesOf(trainables, start())
  const adam = new Adam(trainables, values, resume)
  const context = { tf, engine, model, data, trainables }
  const aside = validation.length > 0 ? takeSequences(data, validation) : null
  const observedAside = aside && observedSteps(aside)
  const batchSize = options.batchSize ?? defaultBatchSize(training.length)
  const batches = Math.ceil(training.length / batchSize)
  const steps = batches * options.epochs
  const trace = [...(resume?.trace ?? [])]
  let best = resume?.best ?? null
  let step = resume?.step ?? 0
  let epochLogLikelihood = resume?.epochLogLikelihood ?? 0
  let order = epochOrder(training, random, Math.floor(step / batches))
  const state = (): TrainerState => ({
    restart,
    trace: [...trace],
    step,
    learningRate: options.learningRate,
    epochLogLikelihood,
    values: copied(values),
    ...adam.moments(),
    best,
  })
  const patienceIsOver = () =>
    aside !== null && best !== null && trace.length - 1 - best.epoch >= options.patience

  while (step < steps && !(step % batches === 0 && patienceIsOver())) {
    const epoch = Math.floor(step / batches)
    const batch = step % batches
    if (batch === 0) order = epochOrder(training, random, epoch)
    const sequences = order.slice(batch * batchSize, (batch + 1) * batchSize)
    const seed = random.split('dropout', step).integer(2 ** 30)
    const { logLikelihood, gradients, rows } = withinMemory(
      (batch) => batchGradient(context, values, batch, seed),
      sequences,
      data,
    )
    if (!allFinite(logLikelihood, gradients)) throw notFinite(epoch, step)
    const observed = Math.max(
      1,
      sequences.reduce((n, s) => n + observedSteps(data, data.offsets[s], data.offsets[s + 1]), 0),
    )
    const learningRate = learningRateAt(step, steps, options.learningRate)
    adam.ascend(gradients, 1 / observed, learningRate, rows)
    epochLogLikelihood += logLikelihood
    step++
    let validationLoss: number | null = null
    if (step % batches === 0) {
      const score =
        aside === null
          ? epochLogLikelihood
          : exactLogLikelihood(
              compileModel(model, parametersAt(trainables, values, model.experts.length)),
              aside,
              engine,
            )
      trace.push(score)
      if (observedAside !== null) validationLoss = -score / observedAside
      if (best === null || aside === null || score > trace[best.epoch]!)
        best = { epoch, values: copied(values) }
      epochLogLikelihood = 0
    }
    yield {
      step: { step, steps, epoch: epoch + 1, loss: -logLikelihood / observed, validationLoss, learningRate },
      trace,
      state,
    }
  }

  const parameters = parametersAt(trainables, best!.values, model.experts.length)
  return resultOf(problem, { restart, parameters, trace, objective: aside && trace[best!.epoch]! })
}

function epochOrder(training: readonly number[], random: Random, epoch: number): number[] {
  return shuffled(training.length, random.split('epoch', epoch)).map((i) => training[i]!)
}

function copied(blocks: readonly Float32Array[]): Float32Array[] {
  return blocks.map((block) => block.slice())
}

function allFinite(logLikelihood: number, gradients: readonly Float32Array[]): boolean {
  return Number.isFinite(logLikelihood) && gradients.every((gradient) => gradient.every(Number.isFinite))
}

function notFinite(epoch: number, step: number): NumericalError {
  return new NumericalError(
    'loss-not-finite',
    `the log-likelihood or its gradient stopped being finite at training step ${step + 1} (epoch ${epoch + 1})`,
    { hint: 'lower training.learningRate; look for extreme values among the inputs' },
  )
}
