import { packedLength } from '../../../math/packed.js'
import { addConditional, addProducts, expectMissing } from '../gaussian/joint-statistics.js'
import { squaredLength } from '../gaussian/mahalanobis.js'
import type { Pattern } from '../gaussian/pattern.js'
import { PatternCache } from '../gaussian/pattern-cache.js'
import type { Moments } from '../gaussian/structure.js'
import type { Vectors } from './vectors.js'

/**
 * Scale matrices with all their entries. Missing cells are completed: given u and the observed cells they are normal with the
 * regression of the normal law and covariance C/u, so that weight·u·x·xᵀ gets weight·C. Counts: weight of each state.
 */
export class JointVectors implements Vectors {
  readonly distances: Float64Array
  readonly logScales: Float64Array
  readonly #patterns: PatternCache
  readonly #vector: Float64Array
  readonly #columns: number
  readonly #stride: number
  #pattern!: Pattern

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
    this.distances = new Float64Array(states)
    this.logScales = new Float64Array(states)
  }

  measure(values: Float64Array, begin: number): number {
    const { distances, logScales, states, tied } = this
    const { mean } = this.moments
    const columns = this.#columns
    const vector = this.#vector
    const pattern = this.#patterns.at(values, begin)
    const { observed, whitening, logScale } = pattern
    const count = observed.length
    const size = packedLength(count)
    this.#pattern = pattern
    for (let k = 0, at = 0; k < states; k++, at += columns) {
      for (let i = 0; i < count; i++) vector[i] = values[begin + observed[i]!]! - mean[at + observed[i]!]!
      const matrix = tied ? 0 : k
      distances[k] = squaredLength(whitening, matrix * size, vector, count)
      logScales[k] = logScale[matrix]!
    }
    return count
  }

  add(
    values: Float64Array,
    begin: number,
    k: number,
    weight: number,
    precision: number,
    statistics: Float64Array,
  ): void {
    const { centre } = this
    const { mean } = this.moments
    const columns = this.#columns
    const vector = this.#vector
    const pattern = this.#pattern
    const matrix = this.tied ? 0 : k
    const gaps = pattern.missing.length > 0
    const at = k * this.#stride
    for (let d = 0; d < columns; d++) vector[d] = values[begin + d]! - centre[d]!
    if (gaps) expectMissing(pattern, matrix, mean, k * columns, centre, values, begin, vector)
    addProducts(statistics, at, weight * precision, vector)
    if (gaps) addConditional(pattern, matrix, weight, statistics, at + 1 + columns)
    statistics[this.countsAt + k] = statistics[this.countsAt + k]! + weight
  }
}
