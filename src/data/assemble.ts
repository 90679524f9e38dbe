import { DataError } from '../errors.js'
import type { Column } from './dataset.js'
import type { Runs } from './sequences.js'
import { sharedLike, sharedUint32 } from './shared-arrays.js'

/** The rows of a file put together into sequences. */
export interface Assembly {
  /** [S + 1] */
  readonly offsets: Uint32Array
  /** [N] row (in the order read) of each step; null where the rows stand in the right order already. */
  readonly permutation: Uint32Array | null
  /** Number of sequences whose rows had to be sorted by `order`. */
  readonly unsorted: number
}

export interface OrderKey {
  readonly name: string
  readonly column: Column
  /** [N] line of each row. */
  readonly lines: Uint32Array
  readonly sequenceIds: readonly string[]
  readonly where: string
  readonly placeWord: string
}

/**
 * Rows grouped by sequence (stable), then sorted within each by `order`.
 *
 * @param runs the sequence of each row, numbered in order of first appearance
 * @param sequences S
 * @throws DataError `order-duplicate`
 */
export function assemble(runs: Runs, sequences: number, order: OrderKey | null): Assembly {
  const { codes, lengths } = runs
  const offsets = sharedUint32(sequences + 1)
  for (let r = 0; r < codes.length; r++) offsets[codes[r]! + 1]! += lengths[r]!
  for (let s = 0; s < sequences; s++) offsets[s + 1]! += offsets[s]!

  let permutation = codes.length === sequences ? null : group(runs, offsets)
  let unsorted = 0
  if (order !== null) {
    const keys = sortKeys(order.column)
    let sorted = permutation
    for (let s = 0; s < sequences; s++) {
      const [from, to] = [offsets[s]!, offsets[s + 1]!]
      if (isIncreasing(sorted, keys, from, to)) continue
      sorted ??= identity(offsets[sequences]!)
      if (sortRange(sorted, keys, from, to, (a, b) => duplicate(order, s, a, b))) unsorted++
    }
    if (unsorted > 0) permutation = sorted
  }
  return { offsets, permutation, unsorted }
}

/** Counting sort. */
function group({ codes, lengths }: Runs, offsets: Uint32Array): Uint32Array {
  const next = offsets.slice()
  const permutation = new Uint32Array(offsets.at(-1)!)
  let row = 0
  for (let r = 0; r < codes.length; r++)
    for (let i = 0; i < lengths[r]!; i++) permutation[next[codes[r]!]!++] = row++
  return permutation
}

function identity(length: number): Uint32Array {
  const indices = new Uint32Array(length)
  for (let i = 0; i < length; i++) indices[i] = i
  return indices
}

/** Numbers themselves; for text the rank of the symbol, by code unit (ISO dates sort right). */
function sortKeys(column: Column): Float64Array | Int32Array {
  if (column.kind === 'number') return column.values
  const { symbols, codes } = column
  const rank = new Int32Array(symbols.length)
  const byText = [...symbols.keys()].sort((a, b) => (symbols[a]! < symbols[b]! ? -1 : 1))
  byText.forEach((code, position) => {
    rank[code] = position
  })
  return codes.map((code) => rank[code]!)
}

/** Whether the keys of rows[from … to) (of these rows themselves where `rows` is null) go up. */
function isIncreasing(
  rows: Uint32Array | null,
  keys: Float64Array | Int32Array,
  from: number,
  to: number,
): boolean {
  if (rows === null) {
    for (let i = from + 1; i < to; i++) if (!(keys[i - 1]! < keys[i]!)) return false
  } else for (let i = from + 1; i < to; i++) if (!(keys[rows[i - 1]!]! < keys[rows[i]!]!)) return false
  return true
}

/** Sorts rows[from … to) by key. True where that changed anything. */
function sortRange(
  rows: Uint32Array,
  keys: Float64Array | Int32Array,
  from: number,
  to: number,
  duplicateError: (row: number, other: number) => DataError,
): boolean {
  const range = rows.subarray(from, to)
  const before = range.slice()
  range.sort((a, b) => keys[a]! - keys[b]! || a - b)
  for (let i = 1; i < range.length; i++) {
    if (keys[range[i - 1]!] === keys[range[i]!]) throw duplicateError(range[i - 1]!, range[i]!)
  }
  return range.some((row, i) => row !== before[i])
}

function duplicate(order: OrderKey, sequence: number, row: number, other: number): DataError {
  const { column, lines } = order
  const value = column.kind === 'number' ? String(column.values[row]) : column.symbols[column.codes[row]!]
  const id = order.sequenceIds.length > 1 ? ` of sequence "${order.sequenceIds[sequence]}"` : ''
  return new DataError(
    'order-duplicate',
    `${order.placeWord}s ${lines[row]} and ${lines[other]}${id}: column "${order.name}" holds ${value} twice; expected each order value once in a sequence`,
    {
      where: order.where,
      hint:
        order.sequenceIds.length > 1
          ? 'Correct one of the rows, take it out, or leave data.order out to keep the order of the rows.'
          : 'If the file holds several sequences, name the column that tells them apart in data.sequence; else correct one of the rows.',
    },
  )
}

/** The values in a new order; the same array where there is nothing to do. */
export function permuted<A extends Float64Array | Int32Array | Uint32Array>(
  values: A,
  permutation: Uint32Array | null,
): A {
  if (permutation === null) return values
  const result = sharedLike(values, permutation.length)
  for (let i = 0; i < permutation.length; i++) result[i] = values[permutation[i]!]!
  return result
}
