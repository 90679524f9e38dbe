import type { Random } from '../random.js'

export interface HeldOut {
  /** Numbers of sequences that are trained on, ascending. */
  readonly training: readonly number[]
  /** Those that are kept aside to stop early; empty where there are too few. */
  readonly validation: readonly number[]
}

/** Keeps a random share of the sequences aside, to the nearest whole number. */
export function holdOut(sequences: number, share: number, random: Random): HeldOut {
  const order = shuffled(sequences, random)
  const aside = Math.round(share * sequences)
  const ascending = (numbers: number[]) => numbers.sort((a, b) => a - b)
  return { training: ascending(order.slice(aside)), validation: ascending(order.slice(0, aside)) }
}

/** 0 … n − 1 in random order (Fisher & Yates). */
export function shuffled(n: number, random: Random): number[] {
  const order = Array.from({ length: n }, (_, i) => i)
  for (let i = n - 1; i > 0; i--) {
    const j = random.integer(i + 1)
    const kept = order[i]!
    order[i] = order[j]!
    order[j] = kept
  }
  return order
}
