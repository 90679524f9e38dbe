/** A ratio of sums over units, with its standard error. */
export interface RatioEstimate {
  /** r = Σ u_i / Σ T_i */
  readonly mean: number
  /** sqrt(n / (n − 1) · Σ (u_i − r·T_i)²) / Σ T_i; NaN for fewer than two units or where a total is infinite. */
  readonly standardError: number
}

/**
 * Mean per step of unit totals u_i over T_i steps, and its standard error: the ratio estimator of survey sampling
 * (Cochran 1977, ch. 6) without finite-population correction. Units without an observed step are left out.
 */
export function ratioEstimate(totals: ArrayLike<number>, steps: ArrayLike<number>): RatioEstimate {
  let units = 0
  let total = 0
  let length = 0
  for (let i = 0; i < totals.length; i++) {
    if (steps[i]! <= 0) continue
    units++
    total += totals[i]!
    length += steps[i]!
  }
  const mean = total / length
  if (units < 2 || !Number.isFinite(mean)) return { mean, standardError: Number.NaN }
  let squares = 0
  for (let i = 0; i < totals.length; i++) if (steps[i]! > 0) squares += (totals[i]! - mean * steps[i]!) ** 2
  return { mean, standardError: Math.sqrt((units / (units - 1)) * squares) / length }
}

/** The mean difference per step of two candidates on the same units (first − second), and its standard error. */
export function pairedDifference(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  steps: ArrayLike<number>,
): RatioEstimate {
  return ratioEstimate(
    Float64Array.from(first, (u, i) => u - second[i]!),
    steps,
  )
}

/** Standard error of the paired difference per step: sqrt(n / (n − 1) · Σ (d_i − r·T_i)²) / Σ T_i. */
export function pairedStandardError(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  steps: ArrayLike<number>,
): number {
  return pairedDifference(first, second, steps).standardError
}
