import type { Edges } from '../inference/edges.js'

/**
 * Products with a backward kernel B[j][i] = p(z_t = i | z_{t+1} = j, x_{1:t}), given as one value an edge i → j
 * (compressed by j, as `Edges`), so that a structural zero costs nothing. Matrices are row-major [K][K].
 */

/** out[j][c] = Σ_i B[j][i]·m[i][c] */
export function kernelTimesMatrix(
  { starts, sources }: Edges,
  kernel: Float64Array,
  kernelAt: number,
  m: Float64Array,
  states: number,
  out: Float64Array,
): void {
  for (let j = 0, row = 0; j < states; j++, row += states) {
    for (let c = 0; c < states; c++) out[row + c] = 0
    const end = starts[j + 1]!
    for (let i = starts[j]!; i < end; i++) {
      const b = kernel[kernelAt + i]!
      if (b === 0) continue
      const from = sources[i]! * states
      for (let c = 0; c < states; c++) out[row + c]! += b * m[from + c]!
    }
  }
}

/** out[r][i] = Σ_j m[r][j]·B[j][i] for `rows` rows r that begin at mAt and outAt; one row is a row vector. */
export function matrixTimesKernel(
  m: Float64Array,
  mAt: number,
  rows: number,
  { starts, sources }: Edges,
  kernel: Float64Array,
  kernelAt: number,
  states: number,
  out: Float64Array,
  outAt: number,
): void {
  for (let r = 0; r < rows; r++) {
    const from = mAt + r * states
    const to = outAt + r * states
    for (let c = 0; c < states; c++) out[to + c] = 0
    for (let j = 0; j < states; j++) {
      const x = m[from + j]!
      if (x === 0) continue
      const end = starts[j + 1]!
      for (let i = starts[j]!; i < end; i++) out[to + sources[i]!]! += x * kernel[kernelAt + i]!
    }
  }
}

/** A kernel as a matrix. */
export function kernelAsMatrix(
  { starts, sources }: Edges,
  kernel: Float64Array,
  kernelAt: number,
  states: number,
  out: Float64Array,
  outAt: number,
): void {
  out.fill(0, outAt, outAt + states * states)
  for (let j = 0; j < states; j++)
    for (let i = starts[j]!; i < starts[j + 1]!; i++)
      out[outAt + j * states + sources[i]!] = kernel[kernelAt + i]!
}

export function identityMatrix(out: Float64Array, states: number): Float64Array {
  out.fill(0)
  for (let k = 0; k < states; k++) out[k * states + k] = 1
  return out
}
