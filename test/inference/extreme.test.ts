import { describe, expect, it } from 'vitest'
import { createReferenceEngine, type InferenceInputs, type Transitions } from '../../src/inference/index.js'
import { createRandom } from '../../src/random.js'
import { allInLogSpace, isScaled } from './in-log-space.js'

const engine = createReferenceEngine()
const dense = (...rows: number[][]): Transitions => ({
  kind: 'dense',
  probabilities: Float64Array.from(rows.flat()),
})
const EPSILON_PER_STEP = 1e-15

function inputsOf(
  initial: number[],
  transitions: Transitions,
  steps: number,
  density: (t: number, k: number) => number,
): InferenceInputs {
  const states = initial.length
  const logLikelihood = Float64Array.from({ length: steps * states }, (_, i) =>
    density(Math.floor(i / states), i % states),
  )
  return { states, steps, logInitial: Float64Array.from(initial, Math.log), transitions, logLikelihood }
}

/** Every array and figure of every routine is a number or −Infinity, and marginals of possible sequences sum to one. */
function expectSound(inputs: InferenceInputs, sumTolerance = 1e-11): void {
  const { states, steps } = inputs
  const cells = steps * states
  const { filtered, predicted, logPredictive, impossibleAt } = engine.filter(inputs)
  const valid = (impossibleAt < 0 ? steps : impossibleAt) * states
  expect(filtered.subarray(0, valid).every((p) => p >= 0 && p <= 1 + sumTolerance)).toBe(true)
  expect(predicted.subarray(0, valid).every((p) => p >= 0 && p <= 1 + sumTolerance)).toBe(true)
  expect(logPredictive.subarray(0, steps).every((l) => l < Infinity)).toBe(true)
  const counts = new Float64Array(states * states)
  const { smoothed, logLikelihood } = engine.smooth(inputs, counts)
  expect(logLikelihood < Infinity).toBe(true)
  expect(counts.every((c) => c >= 0 && c < Infinity)).toBe(true)
  if (impossibleAt >= 0) return
  for (let at = 0; at < cells; at += states) {
    const sum = smoothed.subarray(at, at + states).reduce((a, b) => a + b, 0)
    expect(Math.abs(sum - 1)).toBeLessThanOrEqual(sumTolerance)
  }
  expect(Math.abs(counts.reduce((a, b) => a + b, 0) - (steps - 1))).toBeLessThanOrEqual(sumTolerance * steps)
}

describe('extreme log-densities', () => {
  it('a constant of -1e5 at every step adds to the log-likelihood and changes no marginal', () => {
    const transitions = dense([0.9, 0.1], [0.3, 0.7])
    const random = createRandom(3)
    const base = Array.from({ length: 400 }, () => random.normal())
    const plain = inputsOf([0.5, 0.5], transitions, 200, (t, k) => base[t * 2 + k]!)
    const shifted = inputsOf([0.5, 0.5], transitions, 200, (t, k) => base[t * 2 + k]! - 1e5)
    const expected = engine.smooth(plain).smoothed.slice(0, 400)
    const logLikelihood = engine.logLikelihood(plain).logLikelihood
    expect(engine.logLikelihood(shifted).logLikelihood + 200 * 1e5).toBeCloseTo(logLikelihood, 6)
    const { smoothed } = engine.smooth(shifted)
    expected.forEach((p, i) => {
      expect(smoothed[i]).toBeCloseTo(p, 9)
    })
    expectSound(shifted)
  })

  it('well separated states, 5000 nats apart, give the path that is certain', () => {
    const path = Array.from({ length: 300 }, (_, t) => Math.floor(t / 7) % 3)
    const transitions = dense([0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8])
    const inputs = inputsOf([0.2, 0.3, 0.5], transitions, 300, (t, k) => (k === path[t] ? -2 : -5002))
    const { smoothed, logLikelihood } = engine.smooth(inputs)
    path.forEach((k, t) => {
      expect(smoothed[t * 3 + k]).toBeCloseTo(1, 12)
    })
    const moves = path.filter((k, t) => t > 0 && k !== path[t - 1]).length
    const expected = Math.log(0.2) + moves * Math.log(0.1) + (299 - moves) * Math.log(0.8) - 600
    expect(logLikelihood).toBeCloseTo(expected, 8)
    expectSound(inputs)
  })
})

describe('what the scaled recursion alone would lose', () => {
  const apart = dense([1, 0], [0, 1])

  it('a state flushed at the first step that explains the rest far better', () => {
    const steps = 5000
    const inputs = inputsOf([0.5, 0.5], apart, steps, (t, k) => (t === 0 ? [0, -800][k]! : [-0.3, 0][k]!))
    const first = Math.log(0.5) - 0.3 * (steps - 1)
    const second = Math.log(0.5) - 800
    const { smoothed, logLikelihood } = engine.smooth(inputs)
    expect(Math.abs(logLikelihood - (second + Math.log1p(Math.exp(first - second))))).toBeLessThanOrEqual(
      800 * steps * EPSILON_PER_STEP,
    )
    expect(smoothed[1]).toBeCloseTo(1, 12)
    expectSound(inputs)
  })

  it('a left-right chain of 5000 steps, flushed at its start, when its rival becomes impossible late', () => {
    const transitions = dense([1, 0, 0, 0], [0, 0.999, 0.001, 0], [0, 0, 0.999, 0.001], [0, 0, 0, 1])
    const inputs = inputsOf([0.5, 0.5, 0, 0], transitions, 5000, (t, k) => {
      if (t === 0) return k === 0 ? 0 : -900
      if (t === 4000 && k === 0) return -Infinity
      return k === 0 ? -0.5 : -0.5 - 0.1 * Math.abs(k - 1 - Math.floor(t / 1700))
    })
    const reference = allInLogSpace(inputs)
    const { smoothed, logLikelihood, impossibleAt } = engine.smooth(inputs)
    expect(impossibleAt).toBe(-1)
    expect(logLikelihood).toBeLessThan(-900)
    expect(logLikelihood).toBe(reference.logLikelihood)
    expect(smoothed[0]).toBe(0)
    expect(smoothed[1]).toBeCloseTo(1, 12)
    expectSound(inputs)
  })

  it('an initial probability that exp cannot hold', () => {
    const inputs: InferenceInputs = {
      ...inputsOf([1, 1], apart, 10, (t, k) => (k === 0 ? -Infinity * Number(t === 9) || 0 : 0)),
      logInitial: Float64Array.of(0, -1000),
    }
    const { logLikelihood, smoothed } = engine.smooth(inputs)
    expect(logLikelihood).toBeCloseTo(-1000, 9)
    expect([...smoothed.subarray(0, 2)]).toEqual([0, 1])
  })

  it('a transition of 1e-200 that the data insist on', () => {
    const inputs = inputsOf([1, 0], dense([1, 1e-200], [0, 1]), 6, (t, k) =>
      k === (t < 3 ? 0 : 1) ? 0 : -Infinity,
    )
    const counts = new Float64Array(4)
    expect(engine.smooth(inputs, counts).logLikelihood).toBeCloseTo(Math.log(1e-200), 10)
    expect([...counts].map((c) => Math.round(c * 1e9) / 1e9)).toEqual([2, 1, 0, 2])
  })

  it.each([1e-200, 1e-290, 1e-306, 1e-315])(
    'a small state times a transition of %d, when the state that it leads to explains the rest far better',
    (tiny) => {
      const transitions = dense([1, tiny, 0], [0, 1, 0], [0, 0, 1])
      const inputs = inputsOf([0.5, 0, 0.5], transitions, 1000, (t, k) =>
        t === 0 ? [-340, 0, 0][k]! : [-Infinity, 0, -3][k]!,
      )
      const { logLikelihood, smoothed } = engine.smooth(inputs)
      expect(logLikelihood).toBeCloseTo(Math.log(0.5) - 340 + Math.log(tiny), 9)
      expect(smoothed[0]).toBeCloseTo(1, 12)
    },
  )

  it('a static mixture whose favourite changes late keeps all digits', () => {
    const steps = 4000
    const inputs = inputsOf([0.5, 0.5], { kind: 'identity' }, steps, (t, k) =>
      k === 0 ? (t < 2000 ? 0 : -3) : t < 2000 ? -3 : 0.001,
    )
    const gap = 2000 * 3.001 - 2000 * 3
    const { smoothed } = engine.smooth(inputs)
    expect(smoothed[1]).toBeCloseTo(1 / (1 + Math.exp(-gap)), 9)
    const { filtered } = engine.filter(inputs)
    expect(filtered[1999 * 2]).toBe(1)
  })

  it('left-right chains of 5000 steps stay scaled though they leave states behind, and agree with log-space', () => {
    const states = 8
    const random = createRandom(11)
    const rows = Array.from({ length: states }, (_, j) =>
      Array.from({ length: states }, (_, k) =>
        j === states - 1 ? Number(k === j) : k === j ? 0.9985 : k === j + 1 ? 0.0015 : 0,
      ),
    )
    const inputs = inputsOf([1, 0, 0, 0, 0, 0, 0, 0], dense(...rows), 5000, (t, k) => {
      const d = 4 * Math.floor(t / 625) + random.normal() - 4 * k
      return -0.5 * d * d
    })
    expect(isScaled(inputs)).toBe(true)
    const reference = allInLogSpace(inputs)
    const counts = new Float64Array(states * states)
    const { smoothed, logLikelihood } = engine.smooth(inputs, counts)
    expect(Math.abs(logLikelihood / reference.logLikelihood - 1)).toBeLessThan(1e-12)
    reference.smoothed.forEach((p, i) => {
      if (!(Math.abs(smoothed[i]! - p) < 1e-9)) expect.fail(`cell ${i}: ${smoothed[i]}, log-space ${p}`)
    })
    reference.counts.forEach((c, i) => {
      expect(Math.abs(counts[i]! - c)).toBeLessThan(1e-7)
      if (rows.flat()[i] === 0) expect(counts[i]).toBe(0)
    })
  })
})

describe('long and impossible sequences', () => {
  it('10,000 steps stay stable: marginals sum to one, the filter agrees with log-space', () => {
    const random = createRandom(5)
    const steps = 10_000
    const transitions = dense([0.98, 0.01, 0.01], [0.02, 0.9, 0.08], [0.3, 0.3, 0.4])
    const inputs = inputsOf([0.3, 0.3, 0.4], transitions, steps, () => 3 * random.normal())
    const reference = allInLogSpace(inputs)
    expect(Math.abs(engine.logLikelihood(inputs).logLikelihood / reference.logLikelihood - 1)).toBeLessThan(
      1e-13,
    )
    expectSound(inputs)
  })

  it('an impossible observation is reported with its step, and the filter is valid before it', () => {
    const transitions = dense([0.5, 0.5], [0.5, 0.5])
    const at = (impossible: number) =>
      inputsOf([0.5, 0.5], transitions, 20, (t) => (t === impossible ? -Infinity : -1))
    for (const step of [0, 7, 19]) {
      const inputs = at(step)
      const none = { logLikelihood: -Infinity, impossibleAt: step }
      expect(engine.logLikelihood(inputs)).toEqual(none)
      expect(engine.smooth(inputs, new Float64Array(4))).toMatchObject(none)
      const { filtered, logPredictive, impossibleAt } = engine.filter(inputs)
      expect(impossibleAt).toBe(step)
      expect(filtered.subarray(0, step * 2).every((p) => Math.abs(p - 0.5) < 1e-14)).toBe(true)
      expect([...logPredictive.subarray(step, 20)]).toEqual(new Array(20 - step).fill(-Infinity))
      expect(engine.bestPath(inputs)).toEqual({ path: new Int32Array(0), logProbability: -Infinity })
      expect(engine.bestPaths(inputs, 3)).toEqual([])
      expect(engine.samplePaths(inputs, [createRandom(1)])[0]!.length).toBe(0)
      expectSound(inputs)
    }
  })

  it('an impossible sequence leaves the transition counts as they were', () => {
    const inputs = inputsOf([1, 0], dense([1, 0], [0, 1]), 4, (t, k) => (t === 2 && k === 0 ? -Infinity : 0))
    const counts = Float64Array.of(1, 2, 3, 4)
    expect(engine.smooth(inputs, counts).impossibleAt).toBe(2)
    expect([...counts]).toEqual([1, 2, 3, 4])
  })
})
