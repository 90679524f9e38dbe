/**
 * Sequences of different lengths that go forward side by side, the longest first: at time t the first `active[t]` of them still have a step.
 * So a product over all of them is one matrix product, and nothing is padded.
 */
export interface SideBySide {
  /** [T] how many sequences have a step at time t; falls. */
  readonly active: Int32Array
  /** [T + 1] where the steps of time t begin when all are laid out by time. */
  readonly begin: Int32Array
  /** [N] the step of the stack that stands at each place of the layout by time. */
  readonly stepAt: Int32Array
}

/** @param offsets [B + 1] of sequences that stand one after the other */
export function sideBySide(offsets: Uint32Array): SideBySide {
  const lengths = Array.from({ length: offsets.length - 1 }, (_, b) => offsets[b + 1]! - offsets[b]!)
  const order = [...lengths.keys()].sort((a, b) => lengths[b]! - lengths[a]! || a - b)
  const longest = Math.max(0, ...lengths)
  const active = Int32Array.from({ length: longest }, (_, t) => lengths.filter((length) => length > t).length)
  const begin = new Int32Array(longest + 1)
  for (let t = 0; t < longest; t++) begin[t + 1] = begin[t]! + active[t]!
  const stepAt = new Int32Array(begin[longest]!)
  for (let t = 0; t < longest; t++)
    for (let i = 0; i < active[t]!; i++) stepAt[begin[t]! + i] = offsets[order[i]!]! + t
  return { active, begin, stepAt }
}
