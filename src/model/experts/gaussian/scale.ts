import type { GaussianConfig } from '../../../config/experts.js'
import type { NumberPlan } from '../../../encode/encoded.js'
import { columnMean } from '../number-columns.js'

/** Below this share of the column's variance a variance is lost in rounding, whatever floor the config allows. */
const SMALLEST_FLOOR = 1e-12

/** Standard deviation over mean at which a column is rounding noise around one value. */
const CONSTANT = 1e-12

/** What the training data say about the columns, and the priors in those units. D columns. */
export interface Scale {
  /** [D] column means: statistics are centred here, pseudo-observations stand here. */
  readonly centre: Float64Array
  /** [D] column variances; a constant (or never observed) column counts as having variance 1, so that densities stay finite. */
  readonly variance: Float64Array
  /** [D] */
  readonly constant: readonly boolean[]
  /** Smallest variance allowed, as a share of `variance`. */
  readonly floor: number
  /** Pseudo-observations of the mean and of the covariance. */
  readonly meanStrength: number
  readonly covarianceStrength: number
  /** [D] diagonal of the covariance of the latter. */
  readonly covarianceCentre: Float64Array
}

/** `config`: floor and priors, of whichever family of number vectors. */
export function gaussianScale(
  config: Pick<GaussianConfig, 'varianceFloor' | 'prior'>,
  plan: NumberPlan,
): Scale {
  const centre = Float64Array.from(plan.columns, (_, d) => columnMean(plan, d, 0))
  const constant = plan.columns.map((_, d) => !(plan.variance[d]! > (CONSTANT * centre[d]!) ** 2))
  const variance = Float64Array.from(plan.columns, (_, d) => (constant[d] ? 1 : plan.variance[d]!))
  const covariance = config.prior?.covariance
  return {
    centre,
    variance,
    constant,
    floor: Math.max(config.varianceFloor, SMALLEST_FLOOR),
    meanStrength: config.prior?.mean?.strength ?? 0,
    covarianceStrength: covariance?.strength ?? 0,
    covarianceCentre: variance.map((v) => (covariance?.scale ?? 1) * v),
  }
}
