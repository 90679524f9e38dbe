import { packedIndex, packedLength } from '../../../math/packed.js'
import { factorisePacked } from './factorise.js'

/** Which cells of a vector are missing, and what that means at given covariances (one for each state, or one for all). */
export interface Pattern {
  /** Columns that are there, and those that are not; ascending. O and M of them. */
  readonly observed: Int32Array
  readonly missing: Int32Array
  /** [matrices][O(O + 1)/2] L⁻¹ of the covariance of the observed cells. */
  readonly whitening: Float64Array
  /** [matrices] −½ log|2πΣ_oo| */
  readonly logScale: Float64Array
  /** [matrices][M][O] Σ_mo Σ_oo⁻¹ */
  readonly regression: Float64Array
  /** [matrices][M(M + 1)/2] Σ_mm − Σ_mo Σ_oo⁻¹ Σ_om */
  readonly conditional: Float64Array
}

/** `covariance` [matrices][D][D]; `isMissing` tells the cells that are not there. */
export function createPattern(
  covariance: Float64Array,
  columns: number,
  isMissing: (column: number) => boolean,
): Pattern {
  const all = Array.from({ length: columns }, (_, d) => d)
  const observed = Int32Array.from(all.filter((d) => !isMissing(d)))
  const missing = Int32Array.from(all.filter(isMissing))
  const [o, m] = [observed.length, missing.length]
  const matrices = covariance.length / (columns * columns)
  const pattern = {
    observed,
    missing,
    whitening: new Float64Array(matrices * packedLength(o)),
    logScale: new Float64Array(matrices),
    regression: new Float64Array(matrices * m * o),
    conditional: new Float64Array(matrices * packedLength(m)),
  }
  for (let c = 0; c < matrices; c++) fill(pattern, c, (i, j) => covariance[(c * columns + i) * columns + j]!)
  return pattern
}

/** With W = L⁻¹ and G = Σ_mo Wᵀ: regression = G·W, conditional = Σ_mm − G·Gᵀ. */
function fill(pattern: Pattern, c: number, sigma: (i: number, j: number) => number): void {
  const { observed, missing } = pattern
  const [o, m] = [observed.length, missing.length]
  const block = new Float64Array(packedLength(o))
  for (let i = 0; i < o; i++)
    for (let j = 0; j <= i; j++) block[packedIndex(i, j)] = sigma(observed[i]!, observed[j]!)
  const { inverse, logDeterminant } = factorisePacked(block, o, c)
  pattern.whitening.set(inverse, c * packedLength(o))
  pattern.logScale[c] = -0.5 * (o * Math.log(2 * Math.PI) + logDeterminant)

  const whitened = new Float64Array(m * o)
  for (let a = 0; a < m; a++) {
    for (let i = 0; i < o; i++) {
      let sum = 0
      for (let j = 0; j <= i; j++) sum += sigma(missing[a]!, observed[j]!) * inverse[packedIndex(i, j)]!
      whitened[a * o + i] = sum
    }
  }
  for (let a = 0; a < m; a++) {
    for (let j = 0; j < o; j++) {
      let sum = 0
      for (let i = j; i < o; i++) sum += whitened[a * o + i]! * inverse[packedIndex(i, j)]!
      pattern.regression[(c * m + a) * o + j] = sum
    }
    for (let b = 0; b <= a; b++) {
      let sum = sigma(missing[a]!, missing[b]!)
      for (let i = 0; i < o; i++) sum -= whitened[a * o + i]! * whitened[b * o + i]!
      pattern.conditional[c * packedLength(m) + packedIndex(a, b)] = sum
    }
  }
}
