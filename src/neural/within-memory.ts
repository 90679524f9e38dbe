import type { Encoded } from '../encode/encoded.js'
import { isOutOfMemory, OutOfMemoryError } from '../tensor/out-of-memory.js'

/**
 * Work on a batch of sequences. Where the device has no room for it, smaller batches of the longest sequences of `data` are tried, half as
 * many at a time, so that the error can name a batch size that fits. Throws OutOfMemoryError; all others go by.
 */
export function withinMemory<T>(
  work: (sequences: readonly number[]) => T,
  sequences: readonly number[],
  data: Encoded,
): T {
  try {
    return work(sequences)
  } catch (error) {
    if (!isOutOfMemory(error)) throw error
    throw tooLarge(work, sequences, data, error)
  }
}

function tooLarge(
  work: (sequences: readonly number[]) => unknown,
  sequences: readonly number[],
  { offsets }: Encoded,
  cause: unknown,
): OutOfMemoryError {
  const length = (s: number) => offsets[s + 1]! - offsets[s]!
  const total = (of: readonly number[]) => of.reduce((sum, s) => sum + length(s), 0)
  const longest = Array.from({ length: offsets.length - 1 }, (_, s) => s).sort(
    (a, b) => length(b) - length(a),
  )
  const what = `the device has no room for a training step of ${words(sequences.length)}, ${total(sequences)} time steps`
  for (let size = sequences.length >> 1; size > 0; size >>= 1) {
    if (!fits(work, longest.slice(0, size))) continue
    const hint = `begin again with --set training.batchSize=${size}: the ${size === 1 ? 'longest sequence fits' : `${size} longest sequences fit`}`
    return new OutOfMemoryError(what, { cause, hint })
  }
  const hint = `the longest sequence alone (${length(longest[0]!)} steps) is too much: cut the sequences up, or take fewer units or states, or another --device`
  return new OutOfMemoryError(what, { cause, hint })
}

function fits(work: (sequences: readonly number[]) => unknown, sequences: readonly number[]): boolean {
  try {
    work(sequences)
    return true
  } catch (error) {
    if (!isOutOfMemory(error)) throw error
    return false
  }
}

function words(sequences: number): string {
  return sequences === 1 ? '1 sequence' : `${sequences} sequences`
}
