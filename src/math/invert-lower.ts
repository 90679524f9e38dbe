import { packedIndex } from './packed.js'

/** L⁻¹ of a lower triangular matrix (by rows of its lower half, n × n), in the same layout; by forward substitution. */
export function invertLower(lower: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(lower.length)
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = i === j ? 1 : 0
      for (let k = j; k < i; k++) sum -= lower[packedIndex(i, k)]! * inverse[packedIndex(k, j)]!
      inverse[packedIndex(i, j)] = sum / lower[packedIndex(i, i)]!
    }
  }
  return inverse
}
