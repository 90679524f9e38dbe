import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createReferenceEngine, type InferenceInputs, type Transitions } from '../../src/inference/index.js'
import { sharedPath, sharedTitle } from '../shared.js'
import { dense, gaussian, gaussian2, logDensities, perStep, poisson } from './log-densities.js'

/**
 * TensorFlow Probability 0.25.0 and dynamax 1.0.3 in float64 on parameters and data drawn for this project;
 * source: ../shared/references/tfp-dynamax/source.txt. The two agree to 1e-13 in log-likelihood, 1e-14 in marginals.
 */
const LOG_LIKELIHOOD = 1e-12
const MARGINAL = 1e-12
const COUNT = 1e-11

interface Case {
  initial: number[]
  transition: number[][] | number[][][]
  emission: number[][]
  mean: never[]
  covariance: number[][][]
  sd: number[]
  rate: number[]
  weights: number[]
  x: never[]
  missing?: boolean[]
}

interface Values {
  log_likelihood: number
  filtered?: number[][]
  predicted?: number[][]
  smoothed: number[][]
  viterbi: number[]
  sum_transition?: number[][]
  missing_log_likelihood?: number
  missing_smoothed?: number[][]
  missing_viterbi?: number[]
  log_prob: number[]
  responsibilities: number[][]
}

const folder = sharedPath('references', 'tfp-dynamax')
const read = (name: string) => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'))
const engine = createReferenceEngine()

const densities: Record<string, (c: Case, x: never, k: number) => number> = {
  categorical: (c, x, k) => Math.log(c.emission[k]![x]!),
  'gaussian-full': (c, x, k) => gaussian2(x, c.mean[k]!, c.covariance[k]!),
  poisson: (c, x, k) => poisson(x, c.rate[k]!),
  'gaussian-time-varying': (c, x, k) => gaussian(x, c.mean[k]!, c.sd[k]!),
}

function inputsOf(name: string, c: Case, masked = false): InferenceInputs {
  const states = c.initial.length
  const observations = c.x.map((x, t) => (masked && c.missing![t] ? null : x))
  const varying = Array.isArray(c.transition[0]![0])
  const transitions: Transitions = varying
    ? perStep(c.transition as number[][][])
    : dense(c.transition as number[][])
  return {
    states,
    steps: c.x.length,
    logInitial: Float64Array.from(c.initial, Math.log),
    transitions,
    logLikelihood: logDensities<never>(observations, states, (x, k) => densities[name]!(c, x, k)),
  }
}

function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expected.forEach((value, i) => {
    if (!(Math.abs(actual[i]! - value) <= tolerance))
      expect.fail(`[${i}]: got ${actual[i]}, expected ${value}`)
  })
}

describe.skipIf(folder === null).each(Object.keys(densities))(sharedTitle('%s', folder), (name) => {
  it.each(['tensorflowProbability', 'dynamax'])('every value of %s', (library) => {
    const expected: Values = read('expected.json')[library].values[name]
    const c: Case = read('cases.json')[name]
    const inputs = inputsOf(name, c)
    const filter = engine.filter(inputs)
    expectClose([filter.logLikelihood], [expected.log_likelihood], LOG_LIKELIHOOD)
    if (expected.filtered) expectClose(filter.filtered, expected.filtered.flat(), MARGINAL)
    if (expected.predicted) expectClose(filter.predicted, expected.predicted.flat(), MARGINAL)
    const counts = new Float64Array(inputs.states ** 2)
    expectClose(engine.smooth(inputs, counts).smoothed, expected.smoothed.flat(), MARGINAL)
    if (expected.sum_transition) expectClose(counts, expected.sum_transition.flat(), COUNT)
    expect([...engine.bestPath(inputs).path]).toEqual(expected.viterbi)
    if (expected.missing_log_likelihood === undefined) return
    const masked = inputsOf(name, c, true)
    const smoothed = engine.smooth(masked)
    expectClose([smoothed.logLikelihood], [expected.missing_log_likelihood], LOG_LIKELIHOOD)
    expectClose(smoothed.smoothed, expected.missing_smoothed!.flat(), MARGINAL)
    if (expected.missing_viterbi) expect([...engine.bestPath(masked).path]).toEqual(expected.missing_viterbi)
  })
})

describe.skipIf(folder === null)(sharedTitle('mixture-same-family', folder), () => {
  it('log density and responsibilities of each observation, as a chain without memory', () => {
    const c: Case = read('cases.json')['mixture-same-family']
    const expected: Values = read('expected.json').tensorflowProbability.values['mixture-same-family']
    const { filtered, logPredictive } = engine.filter({
      states: 3,
      steps: c.x.length,
      logInitial: Float64Array.from(c.weights, Math.log),
      transitions: dense(c.weights.map(() => c.weights)),
      logLikelihood: logDensities(c.x, 3, (x, k) => gaussian(x, c.mean[k]!, c.sd[k]!)),
    })
    expectClose(logPredictive, expected.log_prob, MARGINAL)
    expectClose(filtered, expected.responsibilities.flat(), MARGINAL)
  })
})
