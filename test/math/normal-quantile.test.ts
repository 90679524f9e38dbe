import { describe, expect, it } from 'vitest'
import { chiSquareTail } from '../../src/math/chi-square-tail.js'
import { normalCdf } from '../../src/math/normal-cdf.js'
import { normalQuantile } from '../../src/math/normal-quantile.js'

describe('normalQuantile', () => {
  // Quantiles of the standard normal law: NIST handbook 1.3.6.7.1; 1e-10 and 1e-300 by scipy 1.11 norm.ppf.
  it.each([
    [0.5, 0],
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489004],
    [0.0001, -3.719016485455709],
    [1e-10, -6.361340902404056],
    [1e-300, -37.0471],
  ])('of %s is %s', (p, x) => {
    expect(normalQuantile(p)).toBeCloseTo(x, p === 1e-300 ? 3 : 13)
  })

  it('is the inverse of normalCdf, to the last digits in both tails', () => {
    for (let x = -37; x < 6; x += 0.37) {
      const back = normalQuantile(normalCdf(x))
      // Above 0 the probability itself has but 16 digits after the point.
      const tolerance = x < 0 ? 1e-13 * (1 + Math.abs(x)) : 1e-15 / Math.exp(-0.5 * x * x)
      expect(Math.abs(back - x)).toBeLessThanOrEqual(Math.max(tolerance, 1e-13))
    }
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY)
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY)
    expect(normalQuantile(1.5)).toBeNaN()
  })
})

describe('chiSquareTail', () => {
  it('has the textbook upper 5 % points of 2, 4 and 10 degrees of freedom', () => {
    expect(chiSquareTail(5.991464547107979, 2)).toBeCloseTo(0.05, 12)
    expect(chiSquareTail(9.487729036781154, 4)).toBeCloseTo(0.05, 12)
    expect(chiSquareTail(18.307038053275146, 10)).toBeCloseTo(0.05, 12)
    expect(chiSquareTail(0, 10)).toBe(1)
    expect(() => chiSquareTail(1, 3)).toThrow('expected an even number')
  })
})
