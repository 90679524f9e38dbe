import { logMinusDigamma } from '../../../math/digamma.js'

/**
 * What the steps of one state say about its tails. With δ the squared distance of the O observed cells and
 * q = δ/(ν + δ): weight by O [D], then Σ w·q, Σ w·O·q, Σ w·q², Σ w·(q³/3 + q⁴/4 + …).
 */
export function tailLength(columns: number): number {
  return columns + 4
}

/** Adds one step to the statistics that begin at `at`; `ratio` is δ/ν, finite. */
export function addTail(
  statistics: Float64Array,
  at: number,
  columns: number,
  observed: number,
  weight: number,
  ratio: number,
): void {
  const q = ratio / (1 + ratio)
  const weighted = weight * q
  const sums = at + columns
  statistics[at + observed - 1] = statistics[at + observed - 1]! + weight
  statistics[sums] = statistics[sums]! + weighted
  statistics[sums + 1] = statistics[sums + 1]! + observed * weighted
  statistics[sums + 2] = statistics[sums + 2]! + weighted * q
  statistics[sums + 3] = statistics[sums + 3]! + weight * fromThird(q, ratio)
}

/** q³/3 + q⁴/4 + … = log(1 + ratio) − q − q²/2: as a series where the difference would lose its digits. */
function fromThird(q: number, ratio: number): number {
  if (q > 0.1) return Math.log1p(ratio) - q - 0.5 * q * q
  let sum = 0
  for (let j = 16; j >= 3; j--) sum = sum * q + 1 / j
  return sum * q * q * q
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
