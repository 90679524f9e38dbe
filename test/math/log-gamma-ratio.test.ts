import { describe, expect, it } from 'vitest'
import { bisect } from '../../src/math/bisect.js'
import { digamma, logMinusDigamma } from '../../src/math/digamma.js'
import { logGammaRatio, logGammaRatioSlope } from '../../src/math/log-gamma-ratio.js'

// mpmath 1.3.0 with 40 digits: x, h, log Γ(x + h) − log Γ(x) − h log x, and its derivative by x.
const ratios: readonly (readonly [number, number, number, number])[] = [
  [0.05, 0.5, -0.9909822081636094, 8.761885740657696],
  [0.05, 44, 250.5650902219124, -855.7282233383194],
  [0.7, 0.5, -0.16790386456561618, 0.21669794282003202],
  [3, 0.5, -0.04147972254692593, 0.01370563888010938],
  [9.99, 44, 46.2422948977276, -2.675595494827343],
  [10, 0.5, -0.01249480717472882, 0.0012484452309652677],
  [500, 44, 1.8394006933564166, -0.003577917472429164],
  [5000, 0.5, -2.4999999958333332e-5, 4.9999999750000005e-9],
]

// The same: x, ψ(x), log x − ψ(x).
const digammas: readonly (readonly [number, number, number])[] = [
  [0.05, -20.49784499129987, 17.502112717745877],
  [0.7, -1.2200235536979347, 0.8633486097592022],
  [3, 0.9227843350984671, 0.17582795356964254],
  [9.99, 2.250700372831201, 0.05088421982926105],
  [500, 6.213607765088992, 0.0010003333332000003],
  [5000, 8.517093188082905, 0.00010000333333332],
]

describe('logGammaRatio', () => {
  it.each(ratios)('keeps its digits at x = %d, h = %d, and so does its slope', (x, h, value, slope) => {
    expect(Math.abs(logGammaRatio(x, h) - value)).toBeLessThan(1e-14 * h + 1e-14 * Math.abs(value))
    expect(Math.abs(logGammaRatioSlope(x, h) / slope - 1)).toBeLessThan(1e-11)
  })

  it('is 0 for h = 0 and for h = 1', () => {
    for (const x of [0.05, 1, 9.5, 5000]) {
      expect(logGammaRatio(x, 0)).toBeCloseTo(0, 14)
      expect(logGammaRatio(x, 1)).toBeCloseTo(0, 13)
    }
  })
})

describe('digamma', () => {
  it.each(digammas)('is that of mpmath at %d', (x, value, gap) => {
    expect(Math.abs(digamma(x) / value - 1)).toBeLessThan(1e-14)
    expect(Math.abs(logMinusDigamma(x) / gap - 1)).toBeLessThan(1e-13)
  })
})

describe('bisect', () => {
  it('finds a root of either direction', () => {
    expect(bisect((x) => x * x - 2, 0, 2)).toBeCloseTo(Math.SQRT2, 13)
    expect(bisect((x) => 2 - x * x, 2, 0)).toBeCloseTo(Math.SQRT2, 13)
  })
})
