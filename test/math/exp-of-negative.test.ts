import fc from 'fast-check'
import { expect, it } from 'vitest'
import { expOfNegative } from '../../src/math/exp-of-negative.js'

/** Its own 3e-16 and what Math.exp may be off. */
const RELATIVE = 5e-16

it('expOfNegative(x) is exp(x) from -700 to 0', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -700, max: 0, noNaN: true }),
      fc.double({ min: -50, max: 0, noNaN: true }),
      (wide, narrow) => {
        for (const x of [wide, narrow, narrow / 1000]) {
          expect(Math.abs(expOfNegative(x) / Math.exp(x) - 1)).toBeLessThanOrEqual(RELATIVE)
        }
      },
    ),
    { seed: 1, numRuns: 20_000 },
  )
  expect(expOfNegative(0)).toBe(1)
})

it('expOfNegative(x) never falls when x rises', () => {
  for (let x = -3, before = 0; x <= 0; x += 1e-5) {
    const now = expOfNegative(x)
    expect(now >= before).toBe(true)
    before = now
  }
})
