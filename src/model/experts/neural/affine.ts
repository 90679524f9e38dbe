import type { Numbers } from './letters.js'

export interface Layer {
  readonly matrix: Float64Array
  readonly bias: Float64Array
  readonly width: number
}

/** Rows of inputs that are worked on together, so that the rows of the matrix stay in the cache. */
const BLOCK = 32

/** rows [n][size] times the rows of the layer's matrix from `first` on, plus the bias: [n][width]. Float64. */
export function affine(
  rows: Numbers,
  n: number,
  size: number,
  { matrix, width }: Layer,
  first: number,
  bias: Float64Array | null,
): Float64Array {
  const out = new Float64Array(n * width)
  if (bias !== null) for (let r = 0; r < n; r++) out.set(bias, r * width)
  for (let from = 0; from < n; from += BLOCK) {
    const to = Math.min(n, from + BLOCK)
    let i = 0
    for (; i + 4 <= size; i += 4) {
      const at = (first + i) * width
      for (let r = from; r < to; r++) addFour(rows, r * size + i, matrix, at, width, out, r * width)
    }
    for (; i < size; i++) {
      const at = (first + i) * width
      for (let r = from; r < to; r++) addOne(rows[r * size + i]!, matrix, at, width, out, r * width)
    }
  }
  return out
}

/** Four rows of the matrix at once: the sums are read and written a quarter as often. */
function addFour(
  rows: Numbers,
  at: number,
  matrix: Float64Array,
  row: number,
  width: number,
  out: Float64Array,
  to: number,
): void {
  const a = rows[at]!
  const b = rows[at + 1]!
  const c = rows[at + 2]!
  const d = rows[at + 3]!
  // Symbols that are inputs of their own leave most inputs 0.
  if (a === 0 && b === 0 && c === 0 && d === 0) return
  const second = row + width
  const third = second + width
  const fourth = third + width
  for (let j = 0; j < width; j++)
    out[to + j]! +=
      a * matrix[row + j]! + b * matrix[second + j]! + c * matrix[third + j]! + d * matrix[fourth + j]!
}

function addOne(
  x: number,
  matrix: Float64Array,
  row: number,
  width: number,
  out: Float64Array,
  to: number,
): void {
  if (x === 0) return
  for (let j = 0; j < width; j++) out[to + j]! += x * matrix[row + j]!
}
