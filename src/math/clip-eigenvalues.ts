import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { choleskyInPlace } from './cholesky.js'
import { packedIndex, unpack } from './packed.js'

/**
 * Lifts the eigenvalues of a symmetric matrix (lower half by rows, n × n) that lie below `floor` to it, in place, and returns
 * how many lay there by more than rounding. A matrix that is above the floor already is not touched.
 *
 * The result maximises −log|Σ| − tr(Σ⁻¹A) over all Σ whose eigenvalues are ≥ floor.
 */
export function clipEigenvalues(a: Float64Array, n: number, floor: number): number {
  const shifted = a.slice()
  for (let i = 0; i < n; i++) shifted[packedIndex(i, i)] = shifted[packedIndex(i, i)]! - floor
  if (choleskyInPlace(shifted, n)) return 0

  const square = new Float64Array(n * n)
  unpack(a, n, square)
  const matrix = Matrix.from1DArray(n, n, square)
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, {
    assumeSymmetric: true,
  })
  a.fill(0)
  let lifted = 0
  for (let e = 0; e < n; e++) {
    const value = realEigenvalues[e]!
    if (value < floor * (1 - 1e-9)) lifted++
    const kept = Math.max(value, floor)
    for (let i = 0; i < n; i++) {
      const scaled = kept * eigenvectorMatrix.get(i, e)
      for (let j = 0; j <= i; j++) {
        const at = packedIndex(i, j)
        a[at] = a[at]! + scaled * eigenvectorMatrix.get(j, e)
      }
    }
  }
  return lifted
}
