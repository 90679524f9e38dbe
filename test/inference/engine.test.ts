import { describe, expect, it } from 'vitest'
import { NumericalError } from '../../src/errors.js'
import {
  createReferenceEngine,
  type InferenceInputs,
  transitionCountLength,
} from '../../src/inference/index.js'
import { createRandom } from '../../src/random.js'
import { kinds, type ModelShape, randomModel } from './random-model.js'

const engine = createReferenceEngine()
const shape: ModelShape = {
  seed: 4,
  states: 3,
  steps: 6,
  zeros: 0,
  impossible: 0,
  missing: 0,
  spread: 1,
  tiny: 0,
}

describe('states that do not depend on each other', () => {
  it('have the best path of a dense matrix with equal rows', () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const inputs = randomModel('dense', { ...shape, seed, steps: 30, impossible: seed > 3 ? 0.4 : 0 })
      const law = seed % 2 === 0 ? [0, 0.3, 0.7] : [0.2, 0.5, 0.3]
      const equal = Float64Array.from({ length: 9 }, (_, i) => law[i % 3]!)
      const dense = engine.bestPath({ ...inputs, transitions: { kind: 'dense', probabilities: equal } })
      const right = Float64Array.from(law)
      const transitions = { kind: 'low-rank', rank: 1, left: Float64Array.of(1, 1, 1), right } as const
      const independent = engine.bestPath({ ...inputs, transitions })
      expect(independent.path).toEqual(dense.path)
      if (dense.path.length === 0) expect(independent.logProbability).toBe(Number.NEGATIVE_INFINITY)
      else expect(independent.logProbability).toBeCloseTo(dense.logProbability, 10)
    }
  })
})

describe.each(kinds)('%s transitions', (kind) => {
  it('a sequence of no steps has probability one and empty paths', () => {
    const inputs = { ...randomModel(kind, shape), steps: 0 }
    expect(engine.logLikelihood(inputs)).toEqual({ logLikelihood: 0, impossibleAt: -1 })
    expect(engine.filter(inputs)).toMatchObject({ logLikelihood: 0, impossibleAt: -1 })
    const counts = new Float64Array(transitionCountLength(inputs.transitions, 3))
    expect(engine.smooth(inputs, counts)).toMatchObject({ logLikelihood: 0, impossibleAt: -1 })
    expect(counts.every((c) => c === 0)).toBe(true)
    expect(engine.pairwise(inputs).length).toBe(0)
    expect(engine.bestPath(inputs)).toEqual({ path: new Int32Array(0), logProbability: 0 })
    expect(engine.bestPaths(inputs, 5)).toEqual([{ path: new Int32Array(0), logProbability: 0 }])
    expect(engine.samplePaths(inputs, [createRandom(1)])[0]!.length).toBe(0)
  })

  it('exact ties go to the lower state', () => {
    const tied = tiedModel(kind)
    expect([...engine.bestPath(tied).path]).toEqual([0, 0, 0, 0])
    expect(engine.bestPaths(tied, 1)[0]).toEqual(engine.bestPath(tied))
  })

  it('the best paths are the same however many are asked for', () => {
    const inputs = randomModel(kind, shape)
    const few = engine.bestPaths(inputs, 3)
    // 3 states × these many ranks no longer fit into one byte, and into two.
    for (const count of [100, 22_000]) expect(engine.bestPaths(inputs, count).slice(0, 3)).toEqual(few)
  })

  it('log-densities that are NaN or +Infinity are errors that name step and state', () => {
    for (const value of [Number.NaN, Infinity]) {
      const inputs = randomModel(kind, shape)
      inputs.logLikelihood[4 * 3 + 1] = value
      const message = `the log-density of step 5 in state 2 is ${value}`
      expect(() => engine.logLikelihood(inputs)).toThrow(NumericalError)
      expect(() => engine.filter(inputs)).toThrow(message)
      expect(() => engine.smooth(inputs)).toThrow(message)
      expect(() => engine.pairwise(inputs)).toThrow(message)
      expect(() => engine.bestPath(inputs)).toThrow(message)
      expect(() => engine.bestPaths(inputs, 2)).toThrow(message)
      expect(() => engine.samplePaths(inputs, [createRandom(1)])[0]!).toThrow(message)
    }
  })

  it('longer arrays than K·T and calls of other sizes in between change no bit', () => {
    const inputs = randomModel(kind, shape)
    const first = engine.smooth(inputs).smoothed.slice(0, 18)
    engine.smooth(randomModel(kind, { ...shape, states: 4, steps: 50 }))
    engine.smooth(randomModel(kind, { ...shape, states: 1, steps: 1 }))
    const padded = Float64Array.from([...inputs.logLikelihood, 7, Number.NaN])
    expect(engine.smooth({ ...inputs, logLikelihood: padded }).smoothed.slice(0, 18)).toEqual(first)
    expect(createReferenceEngine().smooth(inputs).smoothed.slice(0, 18)).toEqual(first)
  })
})

function tiedModel(kind: (typeof kinds)[number]): InferenceInputs {
  const half = (n: number) => new Float64Array(n).fill(0.5)
  const transitions = {
    dense: { kind: 'dense', probabilities: half(4) },
    sparse: {
      kind: 'sparse',
      rowStarts: Int32Array.of(0, 2, 4),
      columns: Int32Array.of(0, 1, 0, 1),
      probabilities: half(4),
    },
    'per-step': { kind: 'per-step', probabilities: half(12) },
    banded: { kind: 'banded', reach: 1, weights: half(3) },
    'low-rank': { kind: 'low-rank', rank: 1, left: Float64Array.of(1, 1), right: half(2) },
    identity: { kind: 'identity' },
    'step-weights': { kind: 'step-weights', logWeights: half(6).map(Math.log) },
  } as const
  return {
    states: 2,
    steps: 4,
    logInitial: half(2),
    logLikelihood: new Float64Array(8),
    transitions: transitions[kind],
  }
}

it('entries of the transitions that are no probabilities are errors', () => {
  for (const bad of [Number.NaN, -0.1, Infinity]) {
    const inputs = randomModel('dense', shape)
    const transitions = {
      kind: 'dense',
      probabilities: Float64Array.of(1, 0, 0, 0, bad, 0, 0, 0, 1),
    } as const
    expect(() => engine.smooth({ ...inputs, transitions })).toThrow(`entry 4 of the transitions is ${bad}`)
  }
})

it('an initial law that is not a number is an error', () => {
  const inputs = { ...randomModel('dense', shape), logInitial: Float64Array.of(0, Number.NaN, 0) }
  expect(() => engine.filter(inputs)).toThrow('the log initial probability of state 2 is NaN')
})

it('arrays that are too short are refused', () => {
  const inputs = randomModel('dense', shape)
  expect(() => engine.filter({ ...inputs, steps: 7 })).toThrow('logLikelihood holds 18 numbers, expected 7·3')
})

it('k best paths of no count are none', () => {
  expect(engine.bestPaths(randomModel('dense', shape), 0)).toEqual([])
  expect(engine.bestPaths(randomModel('identity', shape), 0)).toEqual([])
})
