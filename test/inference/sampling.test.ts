import { describe, expect, it } from 'vitest'
import { createReferenceEngine, samplePriorPath, transitionRow } from '../../src/inference/index.js'
import { createRandom } from '../../src/random.js'
import { entry, logJoint, oracle } from './oracle.js'
import { kinds, type ModelShape, randomModel } from './random-model.js'

const engine = createReferenceEngine()
const DRAWS = 4000
/** Standard errors of a binomial share: one in two million draws of a right sampler is further off. */
const SIGMAS = 5
/** Draws of slack, because counts of rare paths have the tail of a Poisson law. */
const RARE = 6
const seeds = [1, 2, 3, 4, 5]
const shape = (seed: number): ModelShape => ({
  seed,
  states: 3,
  steps: 4,
  zeros: seed % 2 === 0 ? 0.3 : 0,
  impossible: 0.1,
  missing: 0.3,
  spread: seed === 5 ? 3000 : 1,
  tiny: 0,
})

function expectShares(counts: Map<string, number>, expected: Map<string, number>): void {
  for (const path of counts.keys()) expect(expected.has(path)).toBe(true)
  for (const [path, p] of expected) {
    const share = (counts.get(path) ?? 0) / DRAWS
    expect(Math.abs(share - p)).toBeLessThanOrEqual(SIGMAS * Math.sqrt((p * (1 - p)) / DRAWS) + RARE / DRAWS)
  }
}

function countDraws(draw: () => Int32Array): Map<string, number> {
  const counts = new Map<string, number>()
  for (let i = 0; i < DRAWS; i++) {
    const path = draw().join()
    counts.set(path, (counts.get(path) ?? 0) + 1)
  }
  return counts
}

describe.each(kinds)('%s transitions', (kind) => {
  it('paths are drawn in proportion to their posterior probability', () => {
    let possible = 0
    for (const seed of seeds) {
      const inputs = randomModel(kind, shape(seed))
      const { paths, logLikelihood } = oracle(inputs)
      if (logLikelihood === -Infinity) continue
      possible++
      const random = createRandom(seed, 'posterior')
      const expected = new Map(
        paths.map(({ path, logProbability }) => [path.join(), Math.exp(logProbability - logLikelihood)]),
      )
      expectShares(
        countDraws(() => engine.samplePaths(inputs, [random])[0]!),
        expected,
      )
    }
    expect(possible).toBeGreaterThan(0)
  })

  it('paths of the gate alone are drawn in proportion to their prior probability', () => {
    let tried = 0
    for (const seed of seeds) {
      const inputs = randomModel(kind, { ...shape(seed), zeros: 0, impossible: 0, missing: 1 })
      const { paths, logLikelihood } = oracle(inputs)
      // A row without a way out: the sampler refuses (below).
      if (Math.abs(logLikelihood) > 1e-9) continue
      tried++
      const random = createRandom(seed, 'prior')
      const { logInitial, transitions, states, steps } = inputs
      const expected = new Map(paths.map(({ path }) => [path.join(), Math.exp(logJoint(inputs, path))]))
      expectShares(
        countDraws(() => samplePriorPath(logInitial, transitions, states, steps, random)),
        expected,
      )
    }
    expect(tried).toBeGreaterThan(0)
  })

  it('transitionRow gives the row of the definition', () => {
    const inputs = randomModel(kind, { ...shape(2), states: 4 })
    const row = new Float64Array(4)
    for (let t = 0; t + 1 < inputs.steps; t++) {
      for (let j = 0; j < 4; j++) {
        transitionRow(inputs.transitions, 4, t, j, row)
        row.forEach((p, k) => {
          expect(p).toBeCloseTo(entry(inputs.transitions, 4, t, j, k), 14)
        })
      }
    }
  })
})

it.each(kinds)(
  '%s transitions: paths that are drawn together are those that are drawn one by one',
  (kind) => {
    const randoms = () => Array.from({ length: 20 }, (_, i) => createRandom(9, i))
    const inputs = randomModel(kind, shape(1))
    const together = engine.samplePaths(inputs, randoms())
    expect(together).toEqual(randoms().map((random) => engine.samplePaths(inputs, [random])[0]))
    // The one state of a constant path is almost sure here.
    if (kind !== 'identity') expect(new Set(together.map((path) => path.join())).size).toBeGreaterThan(1)
  },
)

it('the same seed draws the same paths', () => {
  const inputs = randomModel('dense', shape(1))
  const draw = () => {
    const random = createRandom(9)
    return Array.from({ length: 20 }, () => engine.samplePaths(inputs, [random])[0]!.join())
  }
  expect(draw()).toEqual(draw())
  expect(new Set(draw()).size).toBeGreaterThan(1)
})

it('a prior path that enters a state without a way out is a NumericalError that names it', () => {
  const transitions = { kind: 'dense', probabilities: Float64Array.of(0, 1, 0, 0) } as const
  expect(() => samplePriorPath(Float64Array.of(0, -Infinity), transitions, 2, 3, createRandom(1))).toThrow(
    'cannot draw step 3 of a path: no transition leaves state 2',
  )
})
