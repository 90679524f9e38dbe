import { chiSquareTail } from '../math/chi-square-tail.js'
import { normalCdf } from '../math/normal-cdf.js'

/** How far residuals are from a standard normal sample. */
export interface NormalitySummary {
  /** Residuals that are there. */
  readonly n: number
  /** 0 under the model. */
  readonly mean: number
  /** 1 under the model. */
  readonly standardDeviation: number
  /** 0 under the model. */
  readonly skewness: number
  /** 0 under the model; more for tails that are heavier than the model's. */
  readonly excessKurtosis: number
  /** Largest distance of their distribution function from Φ (Kolmogorov). */
  readonly distance: number
  /**
   * n/6·(skewness² + kurtosis²/4) (Jarque & Bera 1987) and its asymptotic p-value; in large samples a small p-value can stand for a
   * deviation too small to matter, and parameters estimated from the same data make it approximate.
   */
  readonly jarqueBera: number
  readonly pValue: number
}

/** What is left of dependence between forecast residuals of one sequence. */
export interface AutocorrelationSummary {
  /** Lags 1 … 10. */
  readonly autocorrelations: readonly number[]
  /** Σ over lags n(n + 2)·r²/(n − lag) (Ljung & Box 1978) and its p-value, chi-square with 10 degrees of freedom. */
  readonly ljungBox: number
  readonly independencePValue: number
}

export const residualLags = 10

/** NaN residuals are left out. */
export function summariseResiduals(residuals: Float64Array): NormalitySummary {
  const z = residuals.filter((value) => !Number.isNaN(value)).sort()
  const n = z.length
  const mean = z.reduce((a, b) => a + b, 0) / n
  let second = 0
  let third = 0
  let fourth = 0
  let distance = 0
  for (let i = 0; i < n; i++) {
    const d = z[i]! - mean
    second += d ** 2 / n
    third += d ** 3 / n
    fourth += d ** 4 / n
    const p = normalCdf(z[i]!)
    distance = Math.max(distance, p - i / n, (i + 1) / n - p)
  }
  const skewness = third / second ** 1.5
  const excessKurtosis = fourth / second ** 2 - 3
  const jarqueBera = (n / 6) * (skewness ** 2 + excessKurtosis ** 2 / 4)
  return {
    n,
    mean,
    standardDeviation: Math.sqrt((second * n) / (n - 1)),
    skewness,
    excessKurtosis,
    distance,
    jarqueBera,
    pValue: chiSquareTail(jarqueBera, 2),
  }
}

/** Autocorrelations within sequences, pairs with a missing residual left out. @param offsets [S + 1] where sequences begin */
export function summariseAutocorrelation(
  residuals: Float64Array,
  offsets: ArrayLike<number>,
): AutocorrelationSummary {
  let n = 0
  let sum = 0
  for (const value of residuals) {
    if (Number.isNaN(value)) continue
    n++
    sum += value
  }
  const mean = sum / n
  let squares = 0
  for (const value of residuals) if (!Number.isNaN(value)) squares += (value - mean) ** 2
  const autocorrelations = Array.from({ length: residualLags }, (_, i) => {
    const lag = i + 1
    let products = 0
    for (let s = 0; s + 1 < offsets.length; s++) {
      for (let t = offsets[s]! + lag; t < offsets[s + 1]!; t++) {
        const product = (residuals[t]! - mean) * (residuals[t - lag]! - mean)
        if (!Number.isNaN(product)) products += product
      }
    }
    return products / squares
  })
  const ljungBox = autocorrelations.reduce((q, r, i) => q + (n * (n + 2) * r ** 2) / (n - i - 1), 0)
  return { autocorrelations, ljungBox, independencePValue: chiSquareTail(ljungBox, residualLags) }
}
