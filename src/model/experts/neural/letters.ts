import type { LetterVectors, Spelling } from '../../../encode/encoded.js'

export type Numbers = Float32Array | Float64Array

/** What the vector of a word is made of, row-major. */
export interface LetterWeights {
  /** [V + 3][E]: known letters, then the unknown one, the beginning and the end of a word. */
  readonly vectors: Numbers
  /** [width · E][U] */
  readonly filter: Numbers
  /** [U] */
  readonly bias: Numbers
}

export interface PooledWords {
  /** [W][U] */
  readonly values: Float64Array
  /** [W][U] where in the word the largest value stands; −1 where no value is positive. */
  readonly places: Int32Array
}

/** Rows of the table of letters beyond the known ones: unknown, beginning, end. */
export const letterRows = (symbols: number) => symbols + 3

/**
 * A vector for each of some words: filters slide over its letters, the beginning and the end of the word among them, and each
 * gives its largest value: v_u = max_p relu(b_u + Σ_j F_j e(letter p + j))_u. Since the letters are symbols, F_j e(letter) is made
 * once for each letter.
 *
 * @param words numbers of the words wanted, [W]
 */
export function poolWords(
  { length, width, units }: LetterVectors,
  weights: LetterWeights,
  symbols: number,
  spelling: Spelling,
  words: ArrayLike<number>,
): PooledWords {
  const projected = project(weights, letterRows(symbols), length, width, units)
  const values = new Float64Array(words.length * units)
  const places = new Int32Array(words.length * units).fill(-1)
  const sums = new Float64Array(units)
  for (let w = 0; w < words.length; w++) {
    const letters = framed(spelling, words[w]!, symbols)
    const last = Math.max(0, letters.length - width)
    for (let p = 0; p <= last; p++) {
      for (let u = 0; u < units; u++) sums[u] = weights.bias[u]!
      for (let j = 0; j < width && p + j < letters.length; j++) {
        const row = (letters[p + j]! * width + j) * units
        for (let u = 0; u < units; u++) sums[u]! += projected[row + u]!
      }
      for (let u = 0, at = w * units; u < units; u++, at++) {
        if (sums[u]! <= values[at]!) continue
        values[at] = sums[u]!
        places[at] = p
      }
    }
  }
  return { values, places }
}

/** The derivatives of the weights, given those of the vectors of the words [W][U]. */
export function poolWordsGradient(
  { length, width, units }: LetterVectors,
  weights: LetterWeights,
  symbols: number,
  spelling: Spelling,
  words: ArrayLike<number>,
  { places }: PooledWords,
  gradient: Numbers,
): { readonly vectors: Float32Array; readonly filter: Float32Array; readonly bias: Float32Array } {
  const rows = letterRows(symbols)
  const ofProjected = new Float64Array(rows * width * units)
  const bias = new Float32Array(units)
  for (let w = 0; w < words.length; w++) {
    const letters = framed(spelling, words[w]!, symbols)
    for (let u = 0, at = w * units; u < units; u++, at++) {
      const p = places[at]!
      const g = gradient[at]!
      if (p < 0 || g === 0) continue
      bias[u]! += g
      for (let j = 0; j < width && p + j < letters.length; j++)
        ofProjected[(letters[p + j]! * width + j) * units + u]! += g
    }
  }
  return { ...unproject(weights, ofProjected, rows, length, width, units), bias }
}

/** F_j e(letter): [letters][width][U] */
function project(
  { vectors, filter }: LetterWeights,
  rows: number,
  length: number,
  width: number,
  units: number,
): Float64Array {
  const projected = new Float64Array(rows * width * units)
  for (let row = 0; row < rows * width; row++) {
    const [letter, j] = [Math.floor(row / width), row % width]
    for (let e = 0; e < length; e++) {
      const x = vectors[letter * length + e]!
      const from = (j * length + e) * units
      for (let u = 0; u < units; u++) projected[row * units + u]! += x * filter[from + u]!
    }
  }
  return projected
}

function unproject(
  { vectors, filter }: LetterWeights,
  gradient: Float64Array,
  rows: number,
  length: number,
  width: number,
  units: number,
): { vectors: Float32Array; filter: Float32Array } {
  const ofVectors = new Float32Array(rows * length)
  const ofFilter = new Float32Array(width * length * units)
  for (let row = 0; row < rows * width; row++) {
    const [letter, j] = [Math.floor(row / width), row % width]
    const own = gradient.subarray(row * units, (row + 1) * units)
    if (own.every((g) => g === 0)) continue
    for (let e = 0; e < length; e++) {
      const x = vectors[letter * length + e]!
      const from = (j * length + e) * units
      let sum = 0
      for (let u = 0; u < units; u++) {
        sum += own[u]! * filter[from + u]!
        ofFilter[from + u]! += own[u]! * x
      }
      ofVectors[letter * length + e]! += sum
    }
  }
  return { vectors: ofVectors, filter: ofFilter }
}

/** The letters of a word between its beginning and its end. */
function framed({ offsets, letters }: Spelling, word: number, symbols: number): Int32Array {
  const [from, to] = [offsets[word]!, offsets[word + 1]!]
  const all = new Int32Array(to - from + 2)
  all[0] = symbols + 1
  all.set(letters.subarray(from, to), 1)
  all[all.length - 1] = symbols + 2
  return all
}
