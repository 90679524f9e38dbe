import type { Marginal } from '../model/expert.js'

export interface MixtureSummary {
  readonly mean: number
  readonly standardDeviation: number
  /** In the order of the probabilities that were asked for. */
  readonly quantiles: readonly number[]
}

/**
 * A mixture of laws by its moments and quantiles: mean Σ p·μ, variance Σ p·(σ² + μ²) − mean², the q-quantile the smallest x with
 * Σ p·F(x) ≥ q (a whole number for discrete laws).
 */
export function summariseMixture(
  weights: ArrayLike<number>,
  laws: readonly Marginal[],
  probabilities: readonly number[],
): MixtureSummary {
  let mean = 0
  let widest = 0
  for (const [k, law] of laws.entries()) {
    mean += weights[k]! * law.mean
    if (Number.isFinite(law.variance)) widest = Math.max(widest, Math.sqrt(law.variance))
  }
  let variance = 0
  for (const [k, law] of laws.entries())
    if (weights[k]! > 0) variance += weights[k]! * (law.variance + (law.mean - mean) ** 2)
  const cumulative = (x: number) => laws.reduce((sum, law, k) => sum + weights[k]! * law.cumulative(x), 0)
  const low = Math.min(...laws.map((law) => law.mean)) - widest - 1
  const high = Math.max(...laws.map((law) => law.mean)) + widest + 1
  const discrete = laws.every((law) => law.discrete)
  return {
    mean,
    standardDeviation: Math.sqrt(variance),
    quantiles: probabilities.map((q) => quantile(cumulative, q, low, high, discrete)),
  }
}

/** Bisection between bounds that are widened until they hold the quantile. */
function quantile(
  cumulative: (x: number) => number,
  q: number,
  low: number,
  high: number,
  discrete: boolean,
): number {
  let a = discrete ? Math.floor(low) : low
  let b = discrete ? Math.ceil(high) : high
  for (let width = b - a; cumulative(b) < q; width *= 2) b += width
  for (let width = b - a; cumulative(a) >= q; width *= 2) a -= width
  for (;;) {
    const middle = discrete ? Math.floor((a + b) / 2) : (a + b) / 2
    if (middle <= a || middle >= b) return b
    if (cumulative(middle) >= q) b = middle
    else a = middle
  }
}
