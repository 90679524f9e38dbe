import { logMinusDigamma } from '../../../math/digamma.js'
import type { Measured } from './measured.js'

/**
 * What the steps of one state say about its tails. With δ the squared distance of the O observed cells and
 * q = δ/(ν + δ): weight by O [D], then Σ w·q, Σ w·O·q, Σ w·q², Σ w·(q³/3 + q⁴/4 + …).
 */
export function tailLength(columns: number): number {
  return columns + 4
}

/** Adds `steps` measured steps to the statistics that begin at `at`, those of state k with ν degrees of freedom. */
export function addTail(
  statistics: Float64Array,
  at: number,
  columns: number,
  { observed, distances, weights }: Measured,
  steps: number,
  k: number,
  nu: number,
): void {
  const states = weights.length / observed.length
  let first = 0
  let byObserved = 0
  let second = 0
  let rest = 0
  for (let t = 0, o = k; t < steps; t++, o += states) {
    const weight = weights[o]!
    if (weight === 0) continue
    const ratio = distances[o]! / nu
    const q = ratio / (1 + ratio)
    const count = observed[t]!
    const weighted = weight * q
    statistics[at + count - 1] = statistics[at + count - 1]! + weight
    first += weighted
    byObserved += count * weighted
    second += weighted * q
    rest += weight * fromThird(q, ratio)
  }
  const sums = at + columns
  statistics[sums] = statistics[sums]! + first
  statistics[sums + 1] = statistics[sums + 1]! + byObserved
  statistics[sums + 2] = statistics[sums + 2]! + second
  statistics[sums + 3] = statistics[sums + 3]! + rest
}

/** q³/3 + q⁴/4 + … = log(1 + ratio) − q − q²/2: as a series where the difference would lose its digits. */
function fromThird(q: number, ratio: number): number {
  if (q > 0.1) return Math.log1p(ratio) - q - 0.5 * q * q
  // Odd and even powers beside each other: half as many sums wait for one another.
  const r = q * q
  const odd = 1 / 3 + r * (1 / 5 + r * (1 / 7 + r * (1 / 9 + r * (1 / 11 + r * (1 / 13 + r * (1 / 15))))))
  const even = 1 / 4 + r * (1 / 6 + r * (1 / 8 + r * (1 / 10 + r * (1 / 12 + r * (1 / 14 + r * (1 / 16))))))
  return (odd + q * even) * r * q
}

/** The same, read at the ν at which it was gathered. */
export interface Tail {
  readonly degreesOfFreedom: number
  /** Σ w; 0 where nobody belongs to the state. */
  readonly weight: number
  /** [D] weight of the steps with 1, 2, … D observed cells. */
  readonly byObserved: Float64Array
  /** Σ w·E[u] / Σ w and Σ w·E[log u] / Σ w of the latent precisions u. */
  readonly meanPrecision: number
  readonly meanLogPrecision: number
  /** With ψ_t(s) = log(1 + sδ)/s at s = 1/ν: Σ w·(½ψ_t′ + ½Oδ/(1 + sδ)) and Σ w·½ψ_t″. */
  readonly slope: number
  readonly curvature: number
}

export function readTail(statistics: Float64Array, at: number, columns: number, nu: number): Tail {
  const byObserved = statistics.subarray(at, at + columns)
  const [q, oq, squares, fromThird] = statistics.subarray(at + columns, at + columns + 4) as unknown as [
    number,
    number,
    number,
    number,
  ]
  let weight = 0
  let precisions = -q - oq / nu
  let logs = -(q + 0.5 * squares + fromThird)
  for (let o = 1; o <= columns; o++) {
    const w = byObserved[o - 1]!
    weight += w
    precisions += w * (1 + o / nu)
    // ψ((ν + O)/2) − log(ν/2)
    if (w > 0) logs += w * (Math.log1p(o / nu) - logMinusDigamma((nu + o) / 2))
  }
  return {
    degreesOfFreedom: nu,
    weight,
    byObserved,
    meanPrecision: weight > 0 ? precisions / weight : 1,
    meanLogPrecision: weight > 0 ? logs / weight : 0,
    slope: 0.5 * nu * (oq - nu * (0.5 * squares + fromThird)),
    curvature: nu ** 3 * fromThird,
  }
}
