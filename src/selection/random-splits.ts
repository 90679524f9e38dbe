import { createRandom } from '../random.js'
import { shuffledByStratum } from './deal-folds.js'

export interface RandomSplitOptions {
  readonly splits: number
  /** Share of the units that each split holds out. */
  readonly testShare: number
  readonly seed: number
}

/**
 * Monte-Carlo cross-validation (Smyth 1996): each split holds out a share of the units drawn anew, at least one and never
 * all; with strata the same share of each, as nearly as whole units allow.
 */
export function randomSplits(
  units: number,
  { splits, testShare, seed }: RandomSplitOptions,
  strata: ArrayLike<number> | null,
): number[][] {
  const size = Math.min(units - 1, Math.max(1, Math.round(testShare * units)))
  return Array.from({ length: splits }, (_, split) => {
    const order = shuffledByStratum(units, createRandom(seed, 'splits', split), strata)
    const held = strata === null ? order.subarray(0, size) : spread(order, size)
    return [...held].sort((a, b) => a - b)
  })
}

/** `size` entries at equal distances: of each run of the order its share. */
function spread(order: Int32Array, size: number): Int32Array {
  return Int32Array.from({ length: size }, (_, i) => order[Math.floor(((i + 0.5) * order.length) / size)]!)
}
