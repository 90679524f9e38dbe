import { describe, expect, it } from 'vitest'
import { studentCdf } from '../../src/math/student-cdf.js'

const RELATIVE = 1e-12

// mpmath 1.3.0 with 40 digits (½ I_x(ν/2, ½)), which scipy 1.17.1 stats.t.cdf agrees with to eleven digits: t, ν, P(T ≤ t).
const values: readonly (readonly [number, number, number])[] = [
  [-30, 0.1, 0.29704248667997646],
  [-0.01, 0.1, 0.4985193501389607],
  [8, 0.1, 0.6609957049050188],
  [-3.2, 0.5, 0.17799446285709264],
  [2, 0.5, 0.7772425549084344],
  [-30, 1, 0.010606402405535424],
  [-1, 1, 0.25],
  [8, 1, 0.9604165758394344],
  [-3.2, 2, 0.04267043961997643],
  [0.5, 2, 2 / 3],
  [-30, 3.7, 7.428520626176011e-6],
  [-1, 3.7, 0.1890706998802262],
  [2, 3.7, 0.939091399047383],
  [-30, 10, 1.980896171015662e-11],
  [-0.01, 10, 0.4961089874954857],
  [0.5, 10, 0.6860531971285135],
  [-30, 100, 4.190166279344146e-52],
  [-3.2, 100, 0.0009209712579415267],
  [2, 100, 0.9758939106344332],
  [-30, 1e4, 1.0221635237127853e-189],
  [-1, 1e4, 0.15866735216521455],
  [0.5, 1e4, 0.6914569603383833],
  [8, 1e4, 0.9999999999999993],
]

describe('studentCdf', () => {
  it.each(values)('gives P(T ≤ %d) with %d degrees of freedom', (t, nu, expected) => {
    expect(Math.abs(studentCdf(t, nu) / expected - 1)).toBeLessThan(RELATIVE)
  })

  it('is symmetric, and ½ in the middle', () => {
    for (const nu of [0.3, 2, 50]) {
      expect(studentCdf(0, nu)).toBe(0.5)
      for (const t of [0.001, 0.7, 3]) expect(studentCdf(t, nu) + studentCdf(-t, nu)).toBeCloseTo(1, 15)
    }
  })

  it('is that of the Cauchy law at one degree of freedom, however far out', () => {
    for (const t of [-1e300, -1e160, -1e20, -5, 5, 1e20, 1e300]) {
      const expected = t < 0 ? Math.atan2(1, -t) / Math.PI : 0.5 + Math.atan(t) / Math.PI
      expect(Math.abs(studentCdf(t, 1) / expected - 1)).toBeLessThan(RELATIVE)
    }
    expect(studentCdf(Number.NEGATIVE_INFINITY, 3)).toBe(0)
    expect(studentCdf(Number.POSITIVE_INFINITY, 3)).toBe(1)
    expect(studentCdf(Number.NaN, 3)).toBeNaN()
  })
})
