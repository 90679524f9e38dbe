/** Steps from ≤ i < to, counted over all sequences. */
export interface Block {
  readonly sequence: number
  readonly from: number
  readonly to: number
}

/**
 * Cuts each sequence into `blocks` contiguous blocks whose lengths differ by one step at most: block b of a sequence of
 * T steps is ⌊b·T / blocks⌋ … ⌊(b + 1)·T / blocks⌋ − 1. A sequence shorter than `blocks` is cut into single steps.
 */
export function cutBlocks(offsets: ArrayLike<number>, blocks: number): Block[] {
  const result: Block[] = []
  for (let sequence = 0; sequence + 1 < offsets.length; sequence++) {
    const start = offsets[sequence]!
    const steps = offsets[sequence + 1]! - start
    const count = Math.min(blocks, steps)
    for (let b = 0; b < count; b++) {
      const from = start + Math.floor((b * steps) / count)
      const to = start + Math.floor(((b + 1) * steps) / count)
      result.push({ sequence, from, to })
    }
  }
  return result
}
