import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createReferenceEngine, type InferenceInputs } from '../../src/inference/index.js'
import { sharedPath, sharedTitle } from '../shared.js'
import { dense, exponential, gaussian, logDensities, perStep } from './log-densities.js'

/**
 * Textbook chains with given parameters (Wikipedia, hmmlearn, TensorFlow Probability, pomegranate);
 * source: ../shared/references/textbook-fixed-parameters. Printed values are held to the tolerance that the case states, or
 * to the digits that are right in the print (single precision), values that the file says were recomputed to `COMPUTED`.
 */
const COMPUTED = 1e-12
/** hmmlearn prints 0.23170303 where the sum over the eight paths, in rational numbers, is 0.231702963…. */
const SINGLE_PRECISION = 1e-7
/** pomegranate's print: five digits of single precision. */
const FIVE_DIGITS = 1e-5

const path = sharedPath('references', 'textbook-fixed-parameters', 'expected.json')
const engine = createReferenceEngine()

interface Case {
  id: string
  initial: number[]
  A: number[][]
  A_t: number[][][]
  B: number[][]
  frameprob: number[][]
  mean: number[]
  sd: number[]
  scales: number[][]
  end: number[]
  obs: never[]
  tolerance: number
  // biome-ignore lint/suspicious/noExplicitAny: each case of the file has its own fields
  expected: any
  // biome-ignore lint/suspicious/noExplicitAny: each case of the file has its own fields
  computed: any
}

function find(id: string): Case {
  const cases: Case[] = JSON.parse(readFileSync(path!, 'utf8')).cases
  return cases.find((c) => c.id.startsWith(id))!
}

function chain(
  c: Case,
  density: (x: never, k: number) => number,
  observations: (never | null)[] = c.obs,
): InferenceInputs {
  return {
    states: c.initial.length,
    steps: observations.length,
    logInitial: Float64Array.from(c.initial, Math.log),
    transitions: c.A_t ? perStep(c.A_t) : dense(c.A),
    logLikelihood: logDensities(observations, c.initial.length, density),
  }
}

const categorical = (c: Case) => chain(c, (x, k) => Math.log(c.B[k]![x]!))
const bestPath = (inputs: InferenceInputs) => [...engine.bestPath(inputs).path]

function expectRows(actual: Float64Array, expected: readonly number[][], tolerance: number): void {
  expected.flat().forEach((value, i) => {
    expect(Math.abs(actual[i]! - value), `[${i}]`).toBeLessThanOrEqual(tolerance)
  })
}

function expectNear(actual: number, expected: number, tolerance: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance)
}

describe.skipIf(path === null)(sharedTitle('textbook chains', path), () => {
  it("Wikipedia's Viterbi example", () => {
    const c = find('wikipedia-viterbi')
    const inputs = categorical(c)
    const best = engine.bestPath(inputs)
    expect([...best.path]).toEqual(c.expected.viterbi_path)
    expectNear(Math.exp(best.logProbability), c.expected.viterbi_prob, COMPUTED)
    expectNear(best.logProbability, c.computed.logviterbi, COMPUTED)
    const { smoothed, logLikelihood } = engine.smooth(inputs)
    expectNear(logLikelihood, c.computed.logLik, COMPUTED)
    expectRows(smoothed, c.expected.posteriors, SINGLE_PRECISION)
  })

  it("Wikipedia's umbrella world: likelihood, posteriors, forward and backward values, Viterbi", () => {
    const c = find('wikipedia-forward-backward')
    const inputs = chain(c, (frame: never, k) => Math.log(frame[k]!), c.frameprob as never[])
    const { filtered, logPredictive } = engine.filter(inputs)
    const forward = joint(filtered, logPredictive, 2)
    expectRows(forward, c.expected.forward_unscaled, c.tolerance)
    const { smoothed, logLikelihood } = engine.smooth(inputs)
    expectNear(logLikelihood, c.expected.logLik, c.tolerance)
    expectRows(smoothed, c.expected.posteriors, c.tolerance)
    const backward = smoothed.slice(0, 10).map((g, i) => (g * Math.exp(logLikelihood)) / forward[i]!)
    expectRows(backward, c.expected.backward_unscaled, c.tolerance)
    const best = engine.bestPath(inputs)
    expect([...best.path]).toEqual(c.expected.viterbi_path)
    // Printed with three decimals.
    expectNear(best.logProbability, c.expected.log_viterbi, 5e-4)
  })

  it("TensorFlow Probability's weather: likelihood, and mean temperature by day", () => {
    const c = find('tfp-weather')
    const inputs = chain(c, (x, k) => gaussian(x, c.mean[k]!, c.sd[k]!))
    expectNear(engine.logLikelihood(inputs).logLikelihood, c.computed.logLik, COMPUTED)
    const prior = engine.filter({ ...inputs, logLikelihood: new Float64Array(14) }).predicted
    c.expected.marginal_mean_by_day.forEach((mean: number, t: number) => {
      expectNear(prior[2 * t]! * c.mean[0]! + prior[2 * t + 1]! * c.mean[1]!, mean, COMPUTED)
    })
  })

  it('posterior mode of a Gaussian chain with structural zeros', () => {
    const c = find('tfp-posterior-mode')
    const best = engine.bestPath(chain(c, (x, k) => gaussian(x, c.mean[k]!, c.sd[k]!)))
    expect([...best.path]).toEqual(c.expected.viterbi_path)
    expectNear(best.logProbability, c.computed.log_viterbi, COMPUTED)
  })

  it.each(['tfp-mode-permuted-observations', 'tfp-mode-permuted-states'])('posterior mode, %s', (id) => {
    expect(bestPath(categorical(find(id)))).toEqual(find(id).expected.viterbi_path)
  })

  it('missing observations in between give the bridge between both ends', () => {
    const c = find('tfp-missing-observations')
    const { smoothed } = engine.smooth(chain(c, (x, k) => (x === k ? 0 : -Infinity)))
    expectRows(smoothed, c.expected.posteriors, COMPUTED)
  })

  it('missing observations: the mode changes with the noise of the others', () => {
    const c = find('tfp-missing-viterbi')
    const paths = [0.993, 0.994, 0.995, 0.996].map((r) =>
      bestPath(chain(c, (x, k) => Math.log((x === k ? r : 0) + (1 - r) / 4))),
    )
    expect(paths).toEqual(c.expected.viterbi_by_r)
  })

  it('a graph of nine vertices with many zero probabilities leaves one path', () => {
    const c = find('tfp-9-vertex')
    const symbol = (k: number) => (k === 0 ? 0 : k === 8 ? 2 : 1)
    const inputs = chain(c, (x, k) => (x === symbol(k) ? 0 : -Infinity))
    const { smoothed } = engine.smooth(inputs)
    c.expected.posterior_argmax_certain.forEach((k: number, t: number) => {
      expectNear(smoothed[9 * t + k]!, 1, COMPUTED)
    })
    expect(bestPath(inputs)).toEqual(c.expected.posterior_argmax_certain)
    expect(engine.bestPaths(inputs, 5).length).toBe(1)
  })

  it('time-varying transitions', () => {
    const c = find('tfp-time-varying')
    expect(bestPath(chain(c, (x, k) => gaussian(x, c.mean[k]!, c.sd[k]!)))).toEqual(c.expected.viterbi_path)
  })

  it('exponentials with an explicit end, as a last density of 0.1', () => {
    const c = find('pomegranate-exponential')
    ;(c.obs as number[][][]).forEach((sequence, n) => {
      const steps = sequence.map((x, t) => ({ x, last: t === sequence.length - 1 }))
      const inputs = chain(
        c,
        ({ x, last }: { x: number[]; last: boolean }, k) =>
          x.reduce(
            (sum, value, d) => sum + exponential(value, c.scales[k]![d]!),
            last ? Math.log(c.end[k]!) : 0,
          ),
        steps as never[],
      )
      const { smoothed, logLikelihood } = engine.smooth(inputs)
      expectNear(logLikelihood, c.computed.logLik[n], COMPUTED)
      expectRows(smoothed, c.expected.posteriors[n], FIVE_DIGITS)
      expect(bestPath(inputs)).toEqual(c.expected.viterbi[n])
    })
  })
})

/** α_t(k) = p(x_{1:t}, z_t = k) from filtered marginals. */
function joint(filtered: Float64Array, logPredictive: Float64Array, states: number): Float64Array {
  let sum = 0
  return Float64Array.from({ length: logPredictive.length * states }, (_, i) => {
    const t = Math.floor(i / states)
    if (i % states === 0) sum += logPredictive[t]!
    return filtered[i]! * Math.exp(sum)
  })
}
