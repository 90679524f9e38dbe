import { describe, expect, it } from 'vitest'
import { logFactorial } from '../../src/math/log-factorial.js'

/** mpmath 30 digits: loggamma(n + 1). */
const reference: [n: number, value: number][] = [
  [0, 0],
  [1, 0],
  [5, 4.787491742782046],
  [20, 42.335616460753485],
  [170, 706.5730622457874],
  [255, 1161.7121011184006],
  [256, 1167.2572785628802],
  [1000, 5912.128178488163],
  [1e6, 12815518.384658169],
  [1e15, 33538776394910704],
]

describe('logFactorial', () => {
  it.each(reference)('of %d agrees with mpmath to 15 digits', (n, value) => {
    expect(Math.abs(logFactorial(n) - value)).toBeLessThanOrEqual(1e-15 * 3 * value)
  })

  it('goes on as log n! = log (n − 1)! + log n across the end of its table', () => {
    for (let n = 250; n < 262; n++)
      expect(logFactorial(n) - logFactorial(n - 1) - Math.log(n)).toBeCloseTo(0, 11)
  })
})
