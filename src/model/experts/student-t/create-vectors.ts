import type { StudentTConfig } from '../../../config/experts.js'
import type { Moments, Structure } from '../gaussian/structure.js'
import { FactorisedVectors } from './factorised-vectors.js'
import { JointVectors } from './joint-vectors.js'
import type { Vectors } from './vectors.js'

/** As `createStructure` of gaussian does: a single column needs no matrix, unless it is tied. */
export function createVectors(
  covariance: StudentTConfig['covariance'],
  structure: Structure,
  moments: Moments,
  centre: Float64Array,
  countsAt: number,
): Vectors {
  const columns = centre.length
  const states = moments.mean.length / columns
  const tied = covariance === 'tied'
  if (tied || (covariance === 'full' && columns > 1))
    return new JointVectors(moments, states, tied, centre, countsAt)
  const variance = Float64Array.from(
    Array.from({ length: states }, (_, k) => structure.variances(moments.covariance, k)).flat(),
  )
  return new FactorisedVectors(moments.mean, variance, states, centre, countsAt)
}
