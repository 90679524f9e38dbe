import { describe, expect, it } from 'vitest'
import { normalCdf } from '../../src/math/normal-cdf.js'

/** mpmath 30 digits: ncdf(x). */
const reference: [x: number, value: number][] = [
  [-10, 7.619853024160525e-24],
  [-5, 2.866515718791939e-7],
  [-3, 0.0013498980316300946],
  [-2.999, 0.0013543365337271062],
  [-1, 0.15865525393145705],
  [0, 0.5],
  [0.5, 0.6914624612740131],
  [1.96, 0.9750021048517795],
  [3, 0.9986501019683699],
  [6, 0.9999999990134123],
  [8.2, 0.9999999999999999],
]

describe('normalCdf', () => {
  it.each(reference)('of %d agrees with mpmath to 13 digits, in the tails too', (x, value) => {
    expect(Math.abs(normalCdf(x) / value - 1)).toBeLessThan(1e-13)
  })

  it('is 0 and 1 at the ends and NaN for NaN', () => {
    expect([-1e9, Number.NEGATIVE_INFINITY, 1e9, Number.POSITIVE_INFINITY].map(normalCdf)).toEqual([
      0, 0, 1, 1,
    ])
    expect(normalCdf(Number.NaN)).toBeNaN()
  })
})
