/** Index of entry (i, j), j ≤ i, of a symmetric or lower triangular matrix that is stored by rows of its lower half. */
export function packedIndex(i: number, j: number): number {
  return (i * (i + 1)) / 2 + j
}

export function packedLength(n: number): number {
  return (n * (n + 1)) / 2
}

/** Lower half of the n × n matrix that begins at `offset`. */
export function pack(square: Float64Array, n: number, offset = 0): Float64Array {
  const packed = new Float64Array(packedLength(n))
  let p = 0
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) packed[p++] = square[offset + i * n + j]!
  return packed
}

/** Writes the symmetric matrix with this lower half to `square`, from `offset` on. */
export function unpack(packed: Float64Array, n: number, square: Float64Array, offset = 0): void {
  let p = 0
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const value = packed[p++]!
      square[offset + i * n + j] = value
      square[offset + j * n + i] = value
    }
  }
}
