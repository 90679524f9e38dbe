import { factorise } from './factorise.js'
import type { Scale } from './scale.js'
import type { Moments } from './structure.js'

/**
 * −Σ_k (κ/2)(μ_k − m)ᵀΣ_k⁻¹(μ_k − m) − Σ_k (ν/2)(log|Σ_k| + tr Σ_k⁻¹Ψ), κ and ν pseudo-observations at the column means m and
 * with covariance Ψ (normal-inverse-Wishart up to the power of |Σ|, which is chosen so that ν counts observations). A tied Σ
 * has its term in ν once.
 */
export function jointLogPrior(moments: Moments, states: number, tied: boolean, scale: Scale): number {
  const { centre, meanStrength, covarianceStrength, covarianceCentre } = scale
  if (meanStrength === 0 && covarianceStrength === 0) return 0
  const columns = centre.length
  let sum = 0
  for (let k = 0; k < states; k++) {
    const { inverse, logDeterminant } = factorise(moments.covariance, columns, tied ? 0 : k, k)
    let quadratic = 0
    let trace = 0
    for (let i = 0, p = 0; i < columns; i++) {
      let whitened = 0
      for (let j = 0; j <= i; j++, p++) {
        whitened += inverse[p]! * (moments.mean[k * columns + j]! - centre[j]!)
        trace += inverse[p]! * inverse[p]! * covarianceCentre[j]!
      }
      quadratic += whitened * whitened
    }
    sum -= 0.5 * meanStrength * quadratic
    if (!tied || k === 0) sum -= 0.5 * covarianceStrength * (logDeterminant + trace)
  }
  return sum
}
