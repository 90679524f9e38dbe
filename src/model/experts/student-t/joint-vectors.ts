import { packedLength } from '../../../math/packed.js'
import { addConditional, addProducts, expectMissing } from '../gaussian/joint-statistics.js'
import { squaredLength } from '../gaussian/mahalanobis.js'
import { PatternCache } from '../gaussian/pattern-cache.js'
import type { Moments } from '../gaussian/structure.js'
import type { Measured } from './measured.js'
import type { Vectors } from './vectors.js'

/**
 * Scale matrices with all their entries. Missing cells are completed: given u and the observed cells they are normal with the
 * regression of the normal law and covariance C/u, so that weight·u·x·xᵀ gets weight·C. Counts: weight of each state.
 */
export class JointVectors implements Vectors {
  readonly #patterns: PatternCache
  readonly #vector: Float64Array
  readonly #columns: number
  readonly #stride: number

  /** `countsAt`: where the counts begin in the statistics. */
  constructor(
    private readonly moments: Moments,
    private readonly states: number,
    private readonly tied: boolean,
    private readonly centre: Float64Array,
    private readonly countsAt: number,
  ) {
    this.#columns = centre.length
    this.#stride = 1 + this.#columns + packedLength(this.#columns)
    this.#patterns = new PatternCache(moments.covariance, this.#columns)
    this.#vector = new Float64Array(this.#columns)
  }

  measure(values: Float64Array, from: number, to: number, measured: Measured): void {
    const { states, tied } = this
    const { mean } = this.moments
    const columns = this.#columns
    const vector = this.#vector
    for (let t = from, o = 0; t < to; t++) {
      const begin = t * columns
      const { observed, whitening, logScale } = this.#patterns.at(values, begin)
      const count = observed.length
      const size = packedLength(count)
      measured.observed[t - from] = count
      for (let k = 0, at = 0; k < states; k++, o++, at += columns) {
        for (let i = 0; i < count; i++) vector[i] = values[begin + observed[i]!]! - mean[at + observed[i]!]!
        const matrix = tied ? 0 : k
        measured.distances[o] = squaredLength(whitening, matrix * size, vector, count)
        measured.logScales[o] = logScale[matrix]!
      }
    }
  }

  add(values: Float64Array, from: number, to: number, measured: Measured, statistics: Float64Array): void {
    const { weights, weighted } = measured
    const { centre, countsAt, states, tied } = this
    const { mean } = this.moments
    const columns = this.#columns
    const vector = this.#vector
    for (let t = from, o = 0; t < to; t++) {
      const begin = t * columns
      const pattern = this.#patterns.at(values, begin)
      const gaps = pattern.missing.length > 0
      for (let k = 0; k < states; k++, o++) {
        const weight = weights[o]!
        if (weight === 0) continue
        const matrix = tied ? 0 : k
        const at = k * this.#stride
        for (let d = 0; d < columns; d++) vector[d] = values[begin + d]! - centre[d]!
        if (gaps) expectMissing(pattern, matrix, mean, k * columns, centre, values, begin, vector)
        addProducts(statistics, at, weighted[o]!, vector)
        if (gaps) addConditional(pattern, matrix, weight, statistics, at + 1 + columns)
        statistics[countsAt + k] = statistics[countsAt + k]! + weight
      }
    }
  }
}
