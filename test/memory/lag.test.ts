import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createReferenceEngine, type InferenceInputs } from '../../src/inference/index.js'
import type { LagRule } from '../../src/memory/lag-rule.js'
import { StreamSmoother } from '../../src/memory/stream-smoother.js'
import { oracle } from '../inference/oracle.js'
import { type Kind, kinds, modelShape, randomModel } from '../inference/random-model.js'

const PROBABILITY_TOLERANCE = 1e-9
const RELATIVE_TOLERANCE = 1e-12
/** Differences this close to the tolerance of the rule may fall on either side of it. */
const ON_THE_EDGE = 1e-9

interface Streamed {
  /** [written][K] */
  readonly marginals: number[][]
  readonly lags: number[]
  /** [T] log p(x_t | x_{1:t−1}), up to the impossible step where there is one. */
  readonly logPredictive: number[]
  readonly smoother: StreamSmoother
}

/** One sequence through a smoother; ends before an impossible step. */
function stream(inputs: InferenceInputs, rule: LagRule): Streamed {
  const marginals: number[][] = []
  const lags: number[] = []
  const smoother = new StreamSmoother(inputs, rule, (values, lag) => {
    marginals.push([...values])
    lags.push(lag)
  })
  const logPredictive: number[] = []
  smoother.begin()
  for (let t = 0; t < inputs.steps; t++) {
    logPredictive.push(smoother.observe(inputs.logLikelihood, t * inputs.states))
    if (logPredictive[t] === Number.NEGATIVE_INFINITY) break
    smoother.accept()
  }
  smoother.end()
  return { marginals, lags, logPredictive, smoother }
}

function prefix(inputs: InferenceInputs, steps: number): InferenceInputs {
  return { ...inputs, steps, logLikelihood: inputs.logLikelihood.slice(0, steps * inputs.states) }
}

/** p(z_t | x_{1:s+1}, z_s = j), [K]; null where z_s = j is impossible. */
function given(inputs: InferenceInputs, t: number, s: number, j: number): number[] | null {
  const clamped = prefix(inputs, s + 1)
  for (let k = 0; k < inputs.states; k++)
    if (k !== j) clamped.logLikelihood[s * inputs.states + k] = Number.NEGATIVE_INFINITY
  const answer = oracle(clamped)
  return answer.logLikelihood === Number.NEGATIVE_INFINITY ? null : answer.smoothed[t]!
}

const distance = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, x, i) => sum + Math.abs(x - b[i]!), 0) / 2

/** The greatest distance of p(z_t | x_{1:s}, z_s = j) between two states j that are possible. */
function disagreement(inputs: InferenceInputs, t: number, s: number): number {
  const laws = [...Array(inputs.states).keys()].flatMap((j) => {
    const law = given(inputs, t, s, j)
    return law === null ? [] : [law]
  })
  return Math.max(0, ...laws.flatMap((a) => laws.map((b) => distance(a, b))))
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  actual.forEach((value, k) => {
    expect(Math.abs(value - expected[k]!)).toBeLessThanOrEqual(PROBABILITY_TOLERANCE)
  })
}

const streamed = kinds.filter((kind) => kind !== 'per-step' && kind !== 'step-weights')
const fixed = (steps: number): LagRule => ({ kind: 'fixed', steps })

describe.each(streamed)('streams with %s transitions', (kind: Kind) => {
  it('give filtered marginals and log p(x_t | x_{1:t−1}) at once with lag 0, and stop where a step is impossible', () => {
    fc.assert(
      fc.property(modelShape(5), (shape) => {
        const inputs = randomModel(kind, shape)
        const answer = oracle(inputs)
        const { marginals, lags, logPredictive } = stream(inputs, fixed(0))
        const steps = answer.impossibleAt < 0 ? inputs.steps : answer.impossibleAt
        expect(marginals).toHaveLength(steps)
        expect(lags.every((lag) => lag === 0)).toBe(true)
        marginals.forEach((row, t) => {
          expectClose(row, answer.filtered[t]!)
          const scale = Math.max(1, Math.abs(answer.logPredictive[t]!), Math.abs(answer.logLikelihood))
          if (answer.impossibleAt < 0)
            expect(Math.abs(logPredictive[t]! - answer.logPredictive[t]!)).toBeLessThanOrEqual(1e-10 * scale)
        })
        expect(logPredictive[steps]).toBe(answer.impossibleAt < 0 ? undefined : Number.NEGATIVE_INFINITY)
      }),
    )
  })

  it.each([1, 3, 8])('give p(z_t | x_{1:t+L}) with a fixed lag L = %i, less at the end', (lag) => {
    fc.assert(
      fc.property(modelShape(5), (shape) => {
        const inputs = randomModel(kind, { ...shape, states: Math.min(3, shape.states) })
        const { marginals, lags } = stream(inputs, fixed(lag))
        const possible = marginals.length
        marginals.forEach((row, t) => {
          const known = Math.min(possible, t + lag + 1)
          expect(lags[t]).toBe(known - 1 - t)
          expectClose(row, oracle(prefix(inputs, known)).smoothed[t]!)
        })
      }),
      { numRuns: 40 },
    )
  })

  it('with an automatic lag write a step as soon as its laws given the latest state agree, or at the cap', () => {
    fc.assert(
      fc.property(
        modelShape(5),
        fc.constantFrom(0.3, 0.05, 1e-3),
        fc.constantFrom(1, 3, 100),
        (shape, tolerance, most) => {
          const inputs = randomModel(kind, { ...shape, states: Math.min(3, shape.states) })
          const { marginals, lags, smoother } = stream(inputs, { kind: 'auto', most, tolerance })
          const possible = marginals.length
          let capped = 0
          for (let t = 0; t < possible; t++) {
            const s = t + lags[t]!
            expect(lags[t]).toBeLessThanOrEqual(most)
            // Steps are written in turn: one that agreed early may have waited for those before it.
            const waited = t > 0 && t - 1 + lags[t - 1]! === s
            const now = disagreement(inputs, t, s)
            if (s + 1 < possible && lags[t]! < most) expect(now).toBeLessThanOrEqual(tolerance + ON_THE_EDGE)
            if (lags[t]! > 0 && !waited)
              expect(disagreement(inputs, t, s - 1)).toBeGreaterThan(tolerance - ON_THE_EDGE)
            if (lags[t] === most && now > tolerance) capped++
            expectClose(marginals[t]!, oracle(prefix(inputs, s + 1)).smoothed[t]!)
            // No future moves it by more than the tolerance.
            const end = oracle(prefix(inputs, possible)).smoothed[t]!
            if (now <= tolerance)
              expect(distance(marginals[t]!, end)).toBeLessThanOrEqual(tolerance + ON_THE_EDGE)
          }
          expect(smoother.lags).toMatchObject({
            steps: possible,
            sum: lags.reduce((a, b) => a + b, 0),
            longest: Math.max(0, ...lags),
          })
          if (most < 100) expect(smoother.lags.capped).toBe(capped)
        },
      ),
      { numRuns: 40 },
    )
  })
})

describe('a long stream', () => {
  const states = 4
  const steps = 600
  const shape = { seed: 11, states, steps, zeros: 0.3, impossible: 0, missing: 0.2, spread: 1.5, tiny: 0 }
  const inputs = randomModel('dense', shape)
  const engine = createReferenceEngine()

  it('is smoothed to its end with a lag as long as itself, and with none is filtered', () => {
    const smoothed = engine.smooth(inputs).smoothed.slice()
    const { filtered, logPredictive } = engine.filter(inputs)
    const late = stream(inputs, fixed(steps))
    const early = stream(inputs, fixed(0))
    for (let t = 0; t < steps; t++) {
      expectClose(late.marginals[t]!, [...smoothed.subarray(t * states, (t + 1) * states)])
      expectClose(early.marginals[t]!, [...filtered.subarray(t * states, (t + 1) * states)])
      const tolerance = RELATIVE_TOLERANCE * Math.max(1, Math.abs(logPredictive[t]!))
      expect(Math.abs(early.logPredictive[t]! - logPredictive[t]!)).toBeLessThanOrEqual(tolerance)
    }
  })

  it.each([5, 7, 8, 40])('gives with lag %i what smoothing each beginning gives', (lag) => {
    const { marginals } = stream(inputs, fixed(lag))
    for (let t = 0; t < steps; t += 23) {
      const { smoothed } = engine.smooth(prefix(inputs, Math.min(steps, t + lag + 1)))
      expectClose(marginals[t]!, [...smoothed.subarray(t * states, (t + 1) * states)])
    }
  })

  it('is within the tolerance of its smoothed marginals with an automatic lag that stays short', () => {
    const smoothed = engine.smooth(inputs).smoothed.slice()
    const { marginals, smoother } = stream(inputs, { kind: 'auto', most: 1000, tolerance: 1e-3 })
    marginals.forEach((row, t) => {
      expect(distance(row, [...smoothed.subarray(t * states, (t + 1) * states)])).toBeLessThanOrEqual(1e-3)
    })
    expect(smoother.lags.capped).toBe(0)
    expect(smoother.lags.longest).toBeLessThan(steps / 4)
  })

  it('counts a skipped step as one of which nothing is known', () => {
    const rule = fixed(3)
    const skipped: number[][] = []
    const smoother = new StreamSmoother(inputs, rule, (values) => skipped.push([...values]))
    smoother.begin()
    for (let t = 0; t < 30; t++) {
      smoother.observe(inputs.logLikelihood, t * states)
      if (t % 7 === 4) smoother.skip()
      else smoother.accept()
    }
    smoother.end()
    const blank = prefix(inputs, 30)
    for (let t = 4; t < 30; t += 7) blank.logLikelihood.fill(0, t * states, (t + 1) * states)
    const { marginals } = stream(blank, rule)
    skipped.forEach((row, t) => {
      expectClose(row, marginals[t]!)
    })
  })

  it('begins anew with each sequence', () => {
    const again: number[][] = []
    const smoother = new StreamSmoother(inputs, fixed(9), (values) => again.push([...values]))
    for (let s = 0; s < 3; s++) {
      smoother.begin()
      for (let t = 0; t < 20; t++) {
        smoother.observe(inputs.logLikelihood, t * states)
        smoother.accept()
      }
    }
    smoother.end()
    expect(again).toHaveLength(60)
    expect(again.slice(20, 40)).toEqual(again.slice(0, 20))
    expect(again.slice(40)).toEqual(again.slice(0, 20))
  })
})

describe('a state that is all but impossible', () => {
  it('is not lost: 400 steps against it and one that only it allows', () => {
    const steps = 401
    const logLikelihood = new Float64Array(2 * steps)
    for (let t = 0; t < 400; t++) logLikelihood[2 * t + 1] = -50
    logLikelihood.set([Number.NEGATIVE_INFINITY, 0], 800)
    const inputs: InferenceInputs = {
      states: 2,
      steps,
      logInitial: Float64Array.of(Math.log(0.5), Math.log(0.5)),
      transitions: { kind: 'identity' },
      logLikelihood,
    }
    const { marginals, logPredictive } = stream(inputs, fixed(0))
    expect(logPredictive[400]! / -20000).toBeCloseTo(1, 12)
    expect(marginals[400]).toEqual([0, 1])
  })

  it('is refused where the transitions differ from step to step', () => {
    const shape = { seed: 1, states: 2, steps: 3, zeros: 0, impossible: 0, missing: 0, spread: 1, tiny: 0 }
    for (const kind of ['per-step', 'step-weights'] as const)
      expect(() => new StreamSmoother(randomModel(kind, shape), fixed(0), () => {})).toThrow(RangeError)
  })
})
