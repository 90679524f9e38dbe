import { describe, expect, it } from 'vitest'
import {
  createReferenceEngine,
  type InferenceInputs,
  transitionCountLength,
} from '../../src/inference/index.js'
import { createBeamEngine } from '../../src/memory/index.js'
import { createRandom } from '../../src/random.js'
import { compress, kinds } from '../inference/random-model.js'
import { boundByDefinition, manyModels, reference, withoutDropped } from './beam-models.js'

const MODELS = 70
/** Sums of some thousand products and logarithms. */
const RELATIVE = 1e-11
const ABSOLUTE = 1e-9

const exactKinds = ['identity', 'step-weights'] as const
const chains = kinds.filter((kind) => !(exactKinds as readonly string[]).includes(kind))

function expectNear(actual: number, expected: number): void {
  if (actual === expected) return
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(RELATIVE * Math.max(1, Math.abs(expected)))
}

function expectRows(actual: Float64Array, expected: Float64Array, length: number): void {
  for (let i = 0; i < length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!)
    if (!(difference <= ABSOLUTE)) expect.fail(`[${i}]: ${actual[i]}, expected ${expected[i]}`)
  }
}

/** What a beam found on a sequence that it could go through, and the sequence without what it dropped. */
interface Pruned {
  readonly inputs: InferenceInputs
  readonly masked: InferenceInputs
  readonly epsilon: number
  readonly predicted: Float64Array
  readonly filtered: Float64Array
  readonly logLikelihood: number
}

/** Calls `claim` for every model that a beam can go through; there must be enough of them. */
function forPruned(kind: (typeof kinds)[number], claim: (pruned: Pruned) => void): void {
  let pruned = 0
  for (const { inputs, epsilon } of manyModels(kind, MODELS)) {
    const beam = createBeamEngine(epsilon, reference)
    const found = beam.filter(inputs)
    if (found.impossibleAt >= 0 || beam.tally().widened > 0) continue
    const cells = inputs.steps * inputs.states
    const filtered = found.filtered.slice(0, cells)
    const predicted = found.predicted.slice(0, cells)
    const masked = withoutDropped(inputs, filtered)
    claim({ inputs, masked, epsilon, predicted, filtered, logLikelihood: found.logLikelihood })
    pruned++
  }
  expect(pruned).toBeGreaterThan(MODELS / 3)
}

describe.each(chains)('a beam over %s transitions', (kind) => {
  it('keeps the fewest states that hold 1 − ε of the mass at each step', () => {
    forPruned(kind, ({ inputs, epsilon, predicted, filtered }) => {
      const { states, steps, logLikelihood } = inputs
      for (let t = 0; t < steps; t++) {
        const row = [...Array(states).keys()].map((k) => t * states + k)
        const logMass = row.map((i) => Math.log(predicted[i]!) + logLikelihood[i]!)
        const greatest = Math.max(...logMass)
        const mass = logMass.map((l) => Math.exp(l - greatest)).sort((a, b) => a - b)
        const kept = row.filter((i) => filtered[i]! > 0).length
        const total = mass.reduce((a, b) => a + b, 0)
        const below = (count: number) => mass.slice(0, count).reduce((a, b) => a + b, 0)
        expect(below(states - kept)).toBeLessThanOrEqual(epsilon * total * (1 + 1e-9))
        expect(below(states - kept + 1)).toBeGreaterThan(epsilon * total * (1 - 1e-9))
      }
    })
  })

  it('says what the exact engine says of the paths that survive', () => {
    forPruned(kind, ({ inputs, masked, epsilon, filtered, logLikelihood }) => {
      const { states, steps, transitions } = inputs
      const beam = createBeamEngine(epsilon, reference)
      const exact = createReferenceEngine()
      const cells = steps * states
      expectNear(logLikelihood, exact.logLikelihood(masked).logLikelihood)
      expect(beam.logLikelihood(inputs).logLikelihood).toBe(logLikelihood)
      expectRows(filtered, exact.filter(masked).filtered, cells)

      const counts = new Float64Array(transitionCountLength(transitions, states)).fill(0.25)
      const expectedCounts = counts.slice()
      const smoothed = beam.smooth(inputs, counts)
      const expectedSmoothed = exact.smooth(masked, expectedCounts)
      expect(smoothed.logLikelihood).toBe(logLikelihood)
      expectRows(smoothed.smoothed, expectedSmoothed.smoothed, cells)
      expectRows(counts, expectedCounts, counts.length)
      expectRows(beam.pairwise(inputs), exact.pairwise(masked), (steps - 1) * states * states)

      const best = beam.bestPath(inputs)
      const expectedBest = exact.bestPath(masked)
      expectNear(best.logProbability, expectedBest.logProbability)
      const few = beam.bestPaths(inputs, 3)
      expect(few[0]).toEqual(best)
      const expectedFew = exact.bestPaths(masked, 3)
      expect(few.length).toBe(expectedFew.length)
      for (const [i, path] of few.entries()) expectNear(path.logProbability, expectedFew[i]!.logProbability)
    })
  })

  it('never says more than the exact log-likelihood, nor less by more than its bound', () => {
    let bounded = 0
    forPruned(kind, ({ inputs, epsilon, predicted, filtered, logLikelihood }) => {
      const beam = createBeamEngine(epsilon, reference)
      beam.logLikelihood(inputs)
      const { bound } = beam.tally()
      const exact = reference.logLikelihood(inputs).logLikelihood
      const slack = RELATIVE * Math.max(1, Math.abs(exact))
      expect(exact - logLikelihood).toBeGreaterThanOrEqual(-slack)
      const defined = boundByDefinition(inputs, predicted, filtered)
      if (bound === null) {
        expect(defined === Infinity || hasTiny(inputs)).toBe(true)
        return
      }
      bounded++
      expect(exact - logLikelihood).toBeLessThanOrEqual(bound + slack)
      // Dense rows may use the largest entry that is at hand for one that is smaller.
      if (kind !== 'dense') expect(bound).toBeLessThanOrEqual(defined * (1 + 1e-9) + slack)
    })
    expect(bounded).toBeGreaterThan(5)
  })

  it('draws paths from those that survive', () => {
    forPruned(kind, ({ inputs, masked, epsilon }) => {
      const randoms = () => [3, 4].map((seed) => createRandom(seed))
      const paths = createBeamEngine(epsilon, reference).samplePaths(inputs, randoms())
      expect(paths).toEqual(reference.samplePaths(masked, randoms()))
    })
  })
})

/** Whether some transition or start is so small that products with it may vanish. */
function hasTiny({ transitions, logInitial }: InferenceInputs): boolean {
  const arrays =
    transitions.kind === 'low-rank'
      ? [transitions.left, transitions.right]
      : transitions.kind === 'banded'
        ? [transitions.weights]
        : transitions.kind === 'identity' || transitions.kind === 'step-weights'
          ? []
          : [transitions.probabilities]
  return (
    arrays.some((values) => values.some((v) => v > 0 && v < 1e-90)) ||
    logInitial.some((l) => l > -Infinity && l < -600)
  )
}

describe('a beam of 0', () => {
  it.each(kinds)('is the exact engine to the bit: %s', (kind) => {
    for (const { inputs } of manyModels(kind, 30)) {
      const beam = createBeamEngine(0, createReferenceEngine())
      const { states, steps, transitions } = inputs
      const counts = () => new Float64Array(transitionCountLength(transitions, states))
      const [a, b] = [counts(), counts()]
      expect(beam.logLikelihood(inputs)).toEqual(reference.logLikelihood(inputs))
      const filtered = reference.filter(inputs)
      const valid = filtered.impossibleAt < 0 ? steps * states : 0
      expect(beam.filter(inputs).filtered.slice(0, valid)).toEqual(filtered.filtered.slice(0, valid))
      const smoothed = reference.smooth(inputs, a).smoothed.slice(0, valid)
      expect(beam.smooth(inputs, b).smoothed.slice(0, valid)).toEqual(smoothed)
      expect(b).toEqual(a)
      expect(beam.bestPath(inputs)).toEqual(reference.bestPath(inputs))
      if (valid > 0) expect(beam.tally()).toMatchObject({ meanStates: states, bound: 0, widened: 0 })
    }
  })
})

/** Two states of a left-right chain that is told only later that it should have gone on. */
function trap(): InferenceInputs {
  const transitions = compress(Float64Array.of(0.5, 0.5, 0, 0, 1, 0, 0, 0, 1), 3)
  const logInitial = Float64Array.of(0.999, 0.0009, 0.0001).map(Math.log)
  const logLikelihood = Float64Array.of(0, 0, 0, 0, 0, 0, -Infinity, -Infinity, 0)
  return { states: 3, steps: 3, logInitial, logLikelihood, transitions }
}

describe('what a beam says of itself', () => {
  it('does a sequence exactly, and says so, where the states it kept forbid what is observed', () => {
    const beam = createBeamEngine(0.01, createReferenceEngine())
    expect(beam.logLikelihood(trap()).logLikelihood).toBeCloseTo(Math.log(0.0001), 10)
    expect([...beam.bestPath(trap()).path]).toEqual([2, 2, 2])
    expect(beam.tally('logLikelihood')).toEqual({
      steps: 3,
      meanStates: 3,
      maxStates: 3,
      bound: 0,
      widened: 1,
    })
    expect(beam.tally().widened).toBe(2)
    beam.reset()
    expect(beam.tally()).toMatchObject({ steps: 0, maxStates: 0, bound: 0, widened: 0 })
  })

  it('calls a sequence impossible only where it is, and does not count it', () => {
    const inputs = trap()
    inputs.logLikelihood.fill(-Infinity, 3, 6)
    const beam = createBeamEngine(0.01, reference)
    expect(beam.logLikelihood(inputs)).toMatchObject({ logLikelihood: -Infinity, impossibleAt: 1 })
    expect(beam.bestPath(inputs).path.length).toBe(0)
    expect(beam.tally()).toMatchObject({ steps: 0, widened: 0 })
  })

  it('covers losses far above the mass that was dropped', () => {
    // State 2 is left out with a mass of 1e-6; the data that follow are almost only possible from there.
    const probabilities = Float64Array.of(1 - 1e-14, 1e-14, 1e-14, 1 - 1e-14)
    const logInitial = Float64Array.of(1 - 1e-6, 1e-6).map(Math.log)
    const logLikelihood = new Float64Array(20)
    for (let t = 1; t < 10; t++) logLikelihood[2 * t] = -50
    const inputs: InferenceInputs = {
      ...{ states: 2, steps: 10, logInitial, logLikelihood },
      transitions: { kind: 'dense', probabilities },
    }
    const beam = createBeamEngine(1e-5, reference)
    const loss = reference.logLikelihood(inputs).logLikelihood - beam.logLikelihood(inputs).logLikelihood
    expect(loss).toBeGreaterThan(15)
    expect(beam.tally().bound).toBeGreaterThanOrEqual(loss)
  })

  it('has no bound where a dropped state alone leads somewhere', () => {
    const transitions = compress(Float64Array.of(0.5, 0.5, 0, 0.5, 0, 0.5, 0, 0, 1), 3)
    const logInitial = Float64Array.of(0.9, 0.1, 0).map(Math.log)
    const inputs = { states: 3, steps: 3, logInitial, logLikelihood: new Float64Array(9), transitions }
    const beam = createBeamEngine(0.2, reference)
    beam.logLikelihood(inputs)
    expect(beam.tally()).toMatchObject({ bound: null, widened: 0, maxStates: 3 })
    // Where the observation rules that place out, it does not matter.
    inputs.logLikelihood[5] = -Infinity
    beam.reset()
    const pruned = beam.logLikelihood(inputs).logLikelihood
    const loss = reference.logLikelihood(inputs).logLikelihood - pruned
    expect(beam.tally().bound).toBeGreaterThanOrEqual(loss)
  })

  it('refuses an ε that is no share, and densities that are no numbers', () => {
    expect(() => createBeamEngine(1, reference)).toThrow(RangeError)
    expect(() => createBeamEngine(Number.NaN, reference)).toThrow(RangeError)
    const inputs = trap()
    inputs.logLikelihood[0] = Number.NaN
    expect(() => createBeamEngine(0.1, reference).logLikelihood(inputs)).toThrow(/log-density/)
  })

  it.each(exactKinds)('does %s transitions exactly', (kind) => {
    for (const { inputs } of manyModels(kind, 20)) {
      const beam = createBeamEngine(0.1, createReferenceEngine())
      expect(beam.logLikelihood(inputs)).toEqual(reference.logLikelihood(inputs))
      expect(beam.tally().widened).toBe(0)
    }
  })
})
