import { describe, expect, it } from 'vitest'
import { poissonCdf } from '../../src/math/poisson-cdf.js'

/** mpmath 30 digits: gammainc(count + 1, rate, inf, regularized=True). */
const reference: [count: number, rate: number, value: number, tolerance: number][] = [
  [0, 0.5, 0.6065306597126334, 1e-14],
  [3, 2.5, 0.7575761331330659, 1e-14],
  [10, 10, 0.5830397501929855, 1e-14],
  [100, 120, 0.03466803469442496, 1e-12],
  [150, 100, 0.9999987669055809, 1e-13],
  [2, 50, 2.509303552201057e-19, 1e-13],
  [1000, 1100, 0.0011752305681365554, 1e-11],
  [99_000, 100_000, 0.0007742008294447389, 1e-9],
  [1e6, 1e6, 0.5002659614862837, 1e-8],
]

describe('poissonCdf', () => {
  it.each(reference)('of %d at rate %d agrees with mpmath', (count, rate, value, tolerance) => {
    expect(Math.abs(poissonCdf(count, rate) / value - 1)).toBeLessThan(tolerance)
  })

  it('steps at the integers', () => {
    expect(poissonCdf(-0.5, 3)).toBe(0)
    expect(poissonCdf(2.9, 3)).toBe(poissonCdf(2, 3))
    expect(poissonCdf(5, 0)).toBe(1)
    expect(poissonCdf(Number.POSITIVE_INFINITY, 3)).toBe(1)
  })
})
