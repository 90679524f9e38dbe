import { NumericalError } from '../../../errors.js'
import { choleskyInPlace } from '../../../math/cholesky.js'
import { invertLower } from '../../../math/invert-lower.js'
import { pack, packedIndex } from '../../../math/packed.js'

/** Σ = L·Lᵀ; lower halves by rows. */
export interface Factor {
  readonly lower: Float64Array
  /** L⁻¹ */
  readonly inverse: Float64Array
  /** log|Σ| */
  readonly logDeterminant: number
}

/** Factor of matrix number `index` of a stack of n × n matrices; `state` (from 0) is named where it has none. */
export function factorise(stack: Float64Array, n: number, index: number, state: number): Factor {
  return factorisePacked(pack(stack, n, index * n * n), n, state)
}

/** Replaces `lower`, the lower half of Σ, by its factor. */
export function factorisePacked(lower: Float64Array, n: number, state: number): Factor {
  if (!choleskyInPlace(lower, n)) {
    throw new NumericalError(
      'not-positive-definite',
      `the covariance of state ${state + 1} is not positive definite`,
      {
        hint: 'Raise varianceFloor, give a covariance prior, or use covariance: diagonal',
      },
    )
  }
  let logDeterminant = 0
  for (let i = 0; i < n; i++) logDeterminant += 2 * Math.log(lower[packedIndex(i, i)]!)
  return { lower, inverse: invertLower(lower, n), logDeterminant }
}
