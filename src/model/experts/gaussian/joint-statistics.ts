import { packedIndex, packedLength } from '../../../math/packed.js'
import type { Pattern } from './pattern.js'

/** Adds weight, weight·x [D] and weight·x·xᵀ (lower half) to the statistics of a state, which begin at `at`. */
export function addProducts(
  statistics: Float64Array,
  at: number,
  weight: number,
  vector: Float64Array,
): void {
  const columns = vector.length
  let p = at
  statistics[p] = statistics[p]! + weight
  p++
  for (let i = 0; i < columns; i++, p++) statistics[p] = statistics[p]! + weight * vector[i]!
  for (let i = 0; i < columns; i++) {
    const weighted = weight * vector[i]!
    for (let j = 0; j <= i; j++, p++) statistics[p] = statistics[p]! + weighted * vector[j]!
  }
}

/** Puts E[x_m | x_o] − centre into the missing places of `vector`; the state's mean begins at `meanAt`, the cells at `begin`. */
export function expectMissing(
  { observed, missing, regression }: Pattern,
  matrix: number,
  mean: Float64Array,
  meanAt: number,
  centre: Float64Array,
  values: Float64Array,
  begin: number,
  vector: Float64Array,
): void {
  let p = matrix * missing.length * observed.length
  for (let a = 0; a < missing.length; a++) {
    const d = missing[a]!
    let expected = mean[meanAt + d]! - centre[d]!
    for (let i = 0; i < observed.length; i++, p++) {
      expected += regression[p]! * (values[begin + observed[i]!]! - mean[meanAt + observed[i]!]!)
    }
    vector[d] = expected
  }
}

/** Adds weight · Cov[x_m | x_o] to the products that begin at `offset`. */
export function addConditional(
  { missing, conditional }: Pattern,
  matrix: number,
  weight: number,
  statistics: Float64Array,
  offset: number,
): void {
  let p = matrix * packedLength(missing.length)
  for (let a = 0; a < missing.length; a++) {
    for (let b = 0; b <= a; b++, p++) {
      const at = offset + packedIndex(missing[a]!, missing[b]!)
      statistics[at] = statistics[at]! + weight * conditional[p]!
    }
  }
}
