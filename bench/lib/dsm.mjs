import { openEngine } from '../../dist/cli/open-engine.js'
import { modelConfig } from '../../dist/config/schema.js'
import { compileModel } from '../../dist/model/compile.js'
import { buildModel } from '../../dist/model/model.js'
import { createStatistics } from '../../dist/model/statistics.js'
import { tensor } from '../../dist/model/tensor.js'
import { expectation } from '../../dist/training/expectation.js'
import { maximisation } from '../../dist/training/maximisation.js'
import { cores } from './machine.mjs'

/** The engine that the command line would pick: { engine, close }. */
export function openBenchEngine({ threads = cores, kernel = 'auto', memory = 512, beam = 0 } = {}) {
  return openEngine({ inference: { beam, kernel, memory }, training: { threads } })
}

/** dsm on a problem: `em` is one EM iteration as training does it, `viterbi` the best paths of all sequences. */
export function prepareDsm(problem, engine) {
  const { model, data, start } = encode(problem)
  return {
    async em() {
      const statistics = createStatistics(model)
      const { logLikelihood } = await expectation(compileModel(model, start), data, engine, statistics)
      const next = maximisation(model, statistics, start).parameters
      const [expert] = next.experts
      return {
        logLikelihood,
        parameters: {
          initial: next.gate.weights.values,
          transition: next.gate.transition.values,
          ...(problem.kind === 'gaussian'
            ? { mean: expert.mean.values, variance: expert.covariance.values }
            : { probabilities: expert.probabilities.values }),
        },
      }
    },
    async viterbi() {
      const compiled = compileModel(model, start)
      if (engine.batch !== undefined) {
        const { logProbabilities } = await engine.batch.bestPaths(compiled, data, false)
        return { score: sum(logProbabilities) }
      }
      const scores = data.sequenceIds.map(
        (_, s) => engine.bestPath(compiled.toInferenceInputs(data, s).inputs).logProbability,
      )
      return { score: sum(scores) }
    },
  }
}

function encode({ kind, states, width, sequences, steps, x, parameters }) {
  const columns = kind === 'gaussian' ? Array.from({ length: width }, (_, d) => `x${d + 1}`) : ['x']
  const config = modelConfig.parse({
    gate: 'markov',
    states,
    experts: [
      kind === 'gaussian' ? { family: kind, columns, covariance: 'diagonal' } : { family: kind, columns },
    ],
  })
  const plan = kind === 'gaussian' ? numberPlan(columns, x) : symbolPlan(columns, width, x)
  const model = buildModel(config, [{ config: config.experts[0], columns }], { groups: [plan], labels: null })
  const group =
    kind === 'gaussian'
      ? { kind: 'numbers', dimension: width, values: x }
      : { kind: 'symbols', symbols: width, codes: x }
  const data = {
    sequenceIds: Array.from({ length: sequences }, (_, s) => String(s)),
    offsets: Uint32Array.from({ length: sequences + 1 }, (_, s) => s * steps),
    groups: [group],
    labels: null,
    source: 'bench',
    lines: new Uint32Array(sequences * steps),
  }
  const { gate, experts } = model
  const [{ layout }] = experts
  const start = {
    gate: {
      weights: tensor(gate.layout.weights, parameters.initial),
      transition: tensor(gate.layout.transition, parameters.transition),
    },
    experts: [
      kind === 'gaussian'
        ? {
            mean: tensor(layout.mean, parameters.mean),
            covariance: tensor(layout.covariance, parameters.variance),
          }
        : { probabilities: tensor(layout.probabilities, parameters.probabilities) },
    ],
  }
  return { model, data, start }
}

function numberPlan(columns, x) {
  const steps = x.length / columns.length
  const mean = new Array(columns.length).fill(0)
  const variance = new Array(columns.length).fill(0)
  for (let i = 0; i < x.length; i++) mean[i % columns.length] += x[i] / steps
  for (let i = 0; i < x.length; i++)
    variance[i % columns.length] += (x[i] - mean[i % columns.length]) ** 2 / steps
  return { kind: 'numbers', columns, mean, variance, counts: columns.map(() => steps) }
}

function symbolPlan(columns, size, x) {
  const counts = new Array(size).fill(0)
  for (const code of x) counts[code]++
  const symbols = Array.from({ length: size }, (_, v) => String(v))
  return { kind: 'symbols', columns, symbols, counts, unknown: 'impossible' }
}

function sum(values) {
  return values.reduce((a, b) => a + b, 0)
}
