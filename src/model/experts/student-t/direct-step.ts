import { degreesOfFreedomRange } from '../../../config/experts.js'
import { bisect } from '../../../math/bisect.js'
import { logGammaRatio, logGammaRatioSlope } from '../../../math/log-gamma-ratio.js'
import type { Tail } from './tail.js'

export interface DirectStep {
  readonly degreesOfFreedom: number
  /** At least so much is gained in Σ w·log p(x), by each state. */
  readonly gains: readonly number[]
}

/**
 * A step in ν of states that share it, means and scales kept. In s = 1/ν, Σ w·log p(x) is
 * Σ w·(log Γ((ν + O)/2) − log Γ(ν/2) − (O/2) log ν/2) − ½ Σ w·ψ(s) − ½ Σ w·O·log(1 + sδ), ψ(s) = log(1 + sδ)/s.
 * log(1 + sδ) lies below its tangent. ψ lies below its second-order expansion at s₀ where s ≥ s₀ (ψ is completely monotone); where
 * s < s₀, below the one with the quadratic term divided by s/s₀, since 1/(1 − z) ≤ 1 + z + z²/(1 − q) for 0 ≤ z ≤ q = 1 − s/s₀.
 * What is maximised is therefore a lower bound that touches at s₀. Its curvature is that of the likelihood but for the last term,
 * so that the steps do not shorten as ν grows, as those of EM do (by 1/ν²).
 */
export function directStep(tails: readonly Tail[]): DirectStep {
  const from = tails[0]!.degreesOfFreedom
  const none = { degreesOfFreedom: from, gains: tails.map(() => 0) }
  const slope = (logNu: number) => tails.reduce((sum, tail) => sum + slopeOf(tail, Math.exp(logNu)), 0)
  const here = Math.log(from)
  const rising = slope(here)
  if (!Number.isFinite(rising) || rising === 0) return none
  // In s the bound rises towards small ν.
  const { smallest, largest } = degreesOfFreedomRange
  const end = Math.log(rising > 0 ? smallest : largest)
  if (Math.abs(end - here) < 1e-12) return none
  const beyond = slope(end)
  const degreesOfFreedom = Math.exp(beyond * rising < 0 ? bisect(slope, here, end) : end)
  const gains = tails.map((tail) => gainOf(tail, degreesOfFreedom))
  return gains.reduce((a, b) => a + b, 0) > 0 ? { degreesOfFreedom, gains } : none
}

function gainOf(tail: Tail, nu: number): number {
  const { degreesOfFreedom: from, byObserved, curvature } = tail
  const step = 1 / nu - 1 / from
  let gain = -tail.slope * step - 0.5 * curvature * step * step * Math.max(1, nu / from)
  byObserved.forEach((w, i) => {
    if (w > 0) gain += w * (logGammaRatio(nu / 2, (i + 1) / 2) - logGammaRatio(from / 2, (i + 1) / 2))
  })
  return gain
}

/** Derivative of the gain by s. */
function slopeOf(tail: Tail, nu: number): number {
  const { degreesOfFreedom: from, byObserved, curvature } = tail
  const step = 1 / nu - 1 / from
  const ratio = nu / from
  // Of ½h²·ratio, h = 1/from − 1/nu and ratio = 1/(1 − h·from), by −h.
  const quadratic = ratio <= 1 ? step : 0.5 * step * ratio * (1 + ratio)
  let slope = -tail.slope - curvature * quadratic
  byObserved.forEach((w, i) => {
    if (w > 0) slope -= 0.5 * w * nu * nu * logGammaRatioSlope(nu / 2, (i + 1) / 2)
  })
  return slope
}
