import type { CompiledExpert } from '../../expert.js'
import type { TensorLayout } from '../../tensor.js'

/** Means [K][D] and covariances in the layout of the structure. */
export interface Moments {
  readonly mean: Float64Array
  readonly covariance: Float64Array
}

export interface Estimate extends Moments {
  /** States whose covariance the floor held up, from 0. */
  readonly floored: readonly number[]
}

/** What is fixed keeps its values in the M-step. */
export interface FixedMoments {
  readonly mean: Float64Array | undefined
  readonly covariance: Float64Array | undefined
}

/** How the covariances of K states over D columns are tied together. */
export interface Structure {
  readonly covarianceLayout: TensorLayout
  readonly statisticsLength: number
  /** Free numbers in the covariances. */
  readonly covarianceParameters: number
  compile(moments: Moments): CompiledExpert
  /**
   * Exact maximiser of expected log-likelihood + log prior under the floor. `counts`: the weights by which scatters are divided, where
   * they are others than those of the means (`countsLength` of them: a state's, or a column's and state's).
   */
  maximise(
    statistics: Float64Array,
    previous: Moments | null,
    fixed: FixedMoments,
    counts?: Float64Array,
  ): Estimate
  readonly countsLength: number
  /** −½ Σ counts·log|Σ| − ½ tr Σ⁻¹·scatter + log prior, up to a constant: what `maximise` maximises, for each covariance or state. */
  expected(statistics: Float64Array, counts: Float64Array, moments: Moments): Float64Array
  /** The statistics with those of each state multiplied by a factor [K]. */
  scaled(statistics: Float64Array, factors: Float64Array): Float64Array
  /** [K] weight of the observed cells (of all cells where vectors are completed). */
  cells(counts: Float64Array): Float64Array
  logPrior(moments: Moments): number
  /** Why the covariances cannot be, naming the state; null where they can. */
  problem(covariance: Float64Array, floor: number): string | null
  /** [D] variances of one state. */
  variances(covariance: Float64Array, state: number): number[]
}
