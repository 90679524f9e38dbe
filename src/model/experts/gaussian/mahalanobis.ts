import { packedIndex } from '../../../math/packed.js'

/** |W·x|² of the first `count` numbers of x, W lower triangular (by rows of its lower half, from `offset` on). */
export function squaredLength(
  whitening: Float64Array,
  offset: number,
  vector: Float64Array,
  count: number,
): number {
  let p = offset
  let squares = 0
  for (let i = 0; i < count; i++) {
    let whitened = 0
    for (let j = 0; j <= i; j++, p++) whitened += whitening[p]! * vector[j]!
    squares += whitened * whitened
  }
  return squares
}

/** tr W·A·Wᵀ of a symmetric A (lower half, n × n) and a lower triangular W. */
export function traceOfWhitened(symmetric: Float64Array, whitening: Float64Array, n: number): number {
  let trace = 0
  for (let r = 0; r < n; r++) {
    for (let i = 0; i <= r; i++) {
      const left = whitening[packedIndex(r, i)]!
      let sum = 0.5 * left * symmetric[packedIndex(i, i)]!
      for (let j = 0; j < i; j++) sum += whitening[packedIndex(r, j)]! * symmetric[packedIndex(i, j)]!
      trace += 2 * left * sum
    }
  }
  return trace
}
