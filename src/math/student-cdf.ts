import { logGammaRatio } from './log-gamma-ratio.js'

const ROUNDING = 3e-16
const MOST_TERMS = 10_000

/**
 * P(T ≤ t) of Student's t law with ν > 0 degrees of freedom: 1 − ½ I_x(ν/2, ½) with x = ν/(ν + t²) for t ≥ 0 (Abramowitz & Stegun
 * 26.7.1), so that small probabilities keep their relative precision.
 */
export function studentCdf(t: number, degreesOfFreedom: number): number {
  if (Number.isNaN(t)) return Number.NaN
  const tail = 0.5 * upperTails(Math.abs(t), degreesOfFreedom)
  return t < 0 ? tail : 1 - tail
}

/** P(|T| ≥ t) = I_x(a, ½), a = ν/2. */
function upperTails(t: number, nu: number): number {
  if (t === 0) return 1
  const ratio = (t / nu) * t
  if (ratio === Number.POSITIVE_INFINITY)
    return t === ratio ? 0 : Math.exp(nu * Math.log(Math.sqrt(nu) / t)) * farFactor(nu)
  const a = nu / 2
  const x = 1 / (1 + ratio)
  const y = ratio / (1 + ratio)
  // x^a·(1 − x)^½ / B(a, ½)
  const front = Math.exp(
    -a * Math.log1p(ratio) + 0.5 * Math.log(y) + logGammaRatio(a, 0.5) + 0.5 * Math.log(a / Math.PI),
  )
  // The fraction converges fast below the mean of the beta law; beyond it the other tail is taken.
  return x < (a + 1) / (a + 2.5)
    ? (front / a) * betaFraction(a, 0.5, x)
    : 1 - 2 * front * betaFraction(0.5, a, y)
}

/** Limit of P(|T| ≥ t)·(t/√ν)^ν for t → ∞. */
function farFactor(nu: number): number {
  return (2 / nu) * Math.exp(logGammaRatio(nu / 2, 0.5) + 0.5 * Math.log(nu / 2 / Math.PI))
}

/** Continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's method as modified by Thompson & Barnett (1986). */
function betaFraction(a: number, b: number, x: number): number {
  const tiny = 1e-300
  let c = 1
  let d = 1 / away(1 - ((a + b) * x) / (a + 1), tiny)
  let value = d
  for (let m = 1; m < MOST_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / away(1 + even * d, tiny)
    c = away(1 + even / c, tiny)
    value *= c * d
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / away(1 + odd * d, tiny)
    c = away(1 + odd / c, tiny)
    value *= c * d
    if (Math.abs(c * d - 1) < ROUNDING) break
  }
  return value
}

function away(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value
}
