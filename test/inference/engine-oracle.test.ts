import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createReferenceEngine,
  type InferenceInputs,
  transitionCountLength,
} from '../../src/inference/index.js'
import { logJoint, oracle, slot } from './oracle.js'
import { kinds, modelShape, randomModel } from './random-model.js'

const engine = createReferenceEngine()
const RUNS = 100
const MAX_STEPS = 5
/** Probabilities; the oracle itself rounds log-probabilities of 10^4. */
const ABSOLUTE = 1e-10
const logTolerance = (value: number) => 1e-12 * Math.max(1, Math.abs(value))

function check(kind: (typeof kinds)[number], claim: (inputs: InferenceInputs) => void): void {
  fc.assert(
    fc.property(modelShape(MAX_STEPS), (shape) => claim(randomModel(kind, shape))),
    { seed: 20250101, numRuns: RUNS },
  )
}

function expectLog(actual: number, expected: number, scale = expected): void {
  if (expected === -Infinity || actual === -Infinity) expect(actual).toBe(expected)
  else expect(Math.abs(actual - expected)).toBeLessThanOrEqual(logTolerance(scale))
}

/** Greatest difference to rows of the oracle; NaN fails. */
function expectRows(
  actual: Float64Array,
  expected: readonly (readonly number[])[],
  rows = expected.length,
): void {
  expected.slice(0, rows).forEach((row, t) => {
    row.forEach((p, k) => {
      const difference = Math.abs(actual[t * row.length + k]! - p)
      if (!(difference <= ABSOLUTE)) expect.fail(`[${t}][${k}]: ${actual[t * row.length + k]}, oracle ${p}`)
    })
  })
}

describe.each(kinds)('%s transitions agree with the sum over all paths', (kind) => {
  it('log-likelihood and the impossible step', () => {
    check(kind, (inputs) => {
      const expected = oracle(inputs)
      const actual = engine.logLikelihood(inputs)
      expectLog(actual.logLikelihood, expected.logLikelihood, magnitude(inputs))
      expect(actual.impossibleAt).toBe(expected.impossibleAt)
    })
  })

  it('filtered, predicted and log predictive, up to the impossible step', () => {
    check(kind, (inputs) => {
      const expected = oracle(inputs)
      const actual = engine.filter(inputs)
      const valid = expected.impossibleAt < 0 ? inputs.steps : expected.impossibleAt
      expectLog(actual.logLikelihood, expected.logLikelihood, magnitude(inputs))
      expect(actual.impossibleAt).toBe(expected.impossibleAt)
      expectRows(actual.filtered, expected.filtered, valid)
      expectRows(actual.predicted, expected.predicted, valid)
      for (let t = 0; t < inputs.steps; t++) {
        expectLog(
          actual.logPredictive[t]!,
          t < valid ? expected.logPredictive[t]! : -Infinity,
          magnitude(inputs),
        )
      }
    })
  })

  it('smoothed marginals and expected transition counts', () => {
    check(kind, (inputs) => {
      const expected = oracle(inputs)
      const { states, transitions } = inputs
      const counts = new Float64Array(transitionCountLength(transitions, states)).fill(0.25)
      const actual = engine.smooth(inputs, counts)
      expectLog(actual.logLikelihood, expected.logLikelihood, magnitude(inputs))
      expect(actual.impossibleAt).toBe(expected.impossibleAt)
      const expectedCounts = new Array<number>(counts.length).fill(0.25)
      if (expected.impossibleAt < 0) {
        expectRows(actual.smoothed, expected.smoothed)
        for (const pair of expected.pairwise) {
          pair.forEach((row, j) => {
            row.forEach((p, k) => {
              const i = slot(transitions, states, j, k)
              if (i >= 0) expectedCounts[i]! += p
            })
          })
        }
      }
      expectRows(counts, [expectedCounts])
    })
  })

  it('pairwise marginals', () => {
    check(kind, (inputs) => {
      const expected = oracle(inputs)
      const actual = engine.pairwise(inputs)
      expect(actual.length).toBe((inputs.steps - 1) * inputs.states ** 2)
      if (expected.impossibleAt >= 0) expect(actual.every((p) => p === 0)).toBe(true)
      else
        expectRows(
          actual,
          expected.pairwise.map((pair) => pair.flat()),
        )
    })
  })

  it('the most probable path and its probability', () => {
    check(kind, (inputs) => {
      const [best, second] = oracle(inputs).paths
      const actual = engine.bestPath(inputs)
      if (best === undefined) {
        expect(actual).toEqual({ path: new Int32Array(0), logProbability: -Infinity })
        return
      }
      expectLog(actual.logProbability, best.logProbability, magnitude(inputs))
      const gap = best.logProbability - (second?.logProbability ?? -Infinity)
      if (gap > 1e-8) expect([...actual.path]).toEqual(best.path)
      else expectLog(logJoint(inputs, actual.path), best.logProbability, magnitude(inputs))
    })
  })

  it('the k best paths: every score, all paths distinct', () => {
    check(kind, (inputs) => {
      const expected = oracle(inputs).paths
      for (const count of [1, 3, 2000]) {
        const actual = engine.bestPaths(inputs, count)
        expect(actual.length).toBe(Math.min(count, expected.length))
        expect(new Set(actual.map(({ path }) => path.join())).size).toBe(actual.length)
        actual.forEach(({ path, logProbability }, i) => {
          expectLog(logProbability, expected[i]!.logProbability, magnitude(inputs))
          expectLog(logJoint(inputs, path), logProbability, magnitude(inputs))
        })
      }
      const first = engine.bestPaths(inputs, 2)[0]
      if (first !== undefined) expect(first).toEqual(engine.bestPath(inputs))
    })
  })
})

/** Size of the sums that any of the two had to round. */
function magnitude(inputs: InferenceInputs): number {
  let sum = 1
  for (const l of inputs.logLikelihood) if (l > -Infinity) sum += Math.abs(l)
  return sum
}
