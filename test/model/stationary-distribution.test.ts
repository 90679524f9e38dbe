import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stationaryDistribution } from '../../src/math/stationary-distribution.js'
import { createRandom } from '../../src/random.js'
import { simplexRows, stationaryByIteration } from './random-case.js'

describe('the stationary distribution', () => {
  it('is where repeated transitions lead', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 1, max: 6 }), (seed, states) => {
        const matrix = simplexRows(new Float64Array(states * states).fill(1), states, createRandom(seed))
        const expected = stationaryByIteration(matrix, states)
        stationaryDistribution(matrix, states)!.forEach((p, k) => {
          expect(Math.abs(p - expected[k]!)).toBeLessThan(1e-12)
        })
      }),
      { seed: 20250105, numRuns: 100 },
    )
  })

  it('leaves states that are never come back to at exactly 0, wherever they stand', () => {
    const absorbed = (k: number) => Float64Array.from({ length: 9 }, (_, i) => (i % 3 === k ? 1 : 0))
    for (const k of [0, 1, 2]) {
      const law = stationaryDistribution(absorbed(k), 3)!
      expect([...law]).toEqual([0, 1, 2].map((i) => (i === k ? 1 : 0)))
    }
    expect([...stationaryDistribution(Float64Array.of(0.5, 0.5, 0, 0, 1, 0, 0, 0.5, 0.5), 3)!]).toEqual([
      0, 1, 0,
    ])
  })

  it('keeps its precision where the chain hardly ever moves', () => {
    for (const rare of [1e-10, 1e-17, 1e-200]) {
      const law = stationaryDistribution(Float64Array.of(1 - rare, rare, 3 * rare, 1 - 3 * rare), 2)!
      expect(law[0]).toBeCloseTo(0.75, 12)
      expect(law[1]).toBeCloseTo(0.25, 12)
    }
  })

  it('of a chain that alternates is the share of time', () => {
    expect([...stationaryDistribution(Float64Array.of(0, 1, 1, 0), 2)!]).toEqual([0.5, 0.5])
  })

  it('is null where the chain can be caught in two sets of states', () => {
    expect(stationaryDistribution(Float64Array.of(1, 0, 0, 1), 2)).toBe(null)
    expect(stationaryDistribution(Float64Array.of(1, 0, 0, 0.5, 0, 0.5, 0, 0, 1), 3)).toBe(null)
  })
})
