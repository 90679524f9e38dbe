import { NumericalError } from '../../../errors.js'
import { choleskyInPlace } from '../../../math/cholesky.js'
import { clipEigenvalues } from '../../../math/clip-eigenvalues.js'
import { pack, packedIndex, packedLength, unpack } from '../../../math/packed.js'
import type { CompiledExpert } from '../../expert.js'
import type { TensorLayout } from '../../tensor.js'
import { NO_WEIGHT } from '../estimates.js'
import { CompiledJoint } from './compiled-joint.js'
import { factorise } from './factorise.js'
import { jointLogPrior } from './joint-prior.js'
import { traceOfWhitened } from './mahalanobis.js'
import type { Scale } from './scale.js'
import type { Estimate, FixedMoments, Moments, Structure } from './structure.js'

/**
 * Columns that vary together: `full` (a covariance for each state) and `tied` (one for all states). Partly missing vectors enter
 * through the conditional mean and covariance of what is missing (exact EM); wholly missing ones do not enter.
 *
 * Statistics, for each state, x centred at the column means: weight, Σ x [D], Σ x·xᵀ [D(D + 1)/2].
 * Floor: Σ ⪰ floor · diag(v) for the column variances v, so that the M-step clips the eigenvalues of the scatter in standard units.
 */
export class Joint implements Structure {
  readonly statisticsLength: number
  readonly covarianceParameters: number
  readonly countsLength: number
  readonly #columns: number
  readonly #stride: number

  constructor(
    private readonly states: number,
    private readonly scale: Scale,
    private readonly tied: boolean,
    readonly covarianceLayout: TensorLayout,
  ) {
    this.#columns = scale.centre.length
    this.#stride = 1 + this.#columns + packedLength(this.#columns)
    this.statisticsLength = states * this.#stride
    this.countsLength = states
    this.covarianceParameters = (tied ? 1 : states) * packedLength(this.#columns)
  }

  compile(moments: Moments): CompiledExpert {
    return new CompiledJoint(moments.mean, moments.covariance, this.states, this.tied, this.scale.centre)
  }

  maximise(
    statistics: Float64Array,
    previous: Moments | null,
    fixed: FixedMoments,
    counts?: Float64Array,
  ): Estimate {
    const mean = fixed.mean ?? this.#means(statistics, previous)
    if (fixed.covariance !== undefined) return { mean, covariance: fixed.covariance, floored: [] }
    const sharing = this.#sharing()
    const size = this.#columns * this.#columns
    const covariance = new Float64Array(sharing.length * size)
    const floored: number[] = []
    const constants = this.scale.constant.filter(Boolean).length
    sharing.forEach((members, c) => {
      const weight = members.reduce(
        (sum, k) => sum + (counts ?? statistics)[counts ? k : k * this.#stride]!,
        0,
      )
      if (weight < NO_WEIGHT) {
        const begin = c * size
        if (previous !== null) covariance.set(previous.covariance.subarray(begin, begin + size), begin)
        else
          for (let d = 0; d < this.#columns; d++)
            covariance[begin + d * (this.#columns + 1)] = this.scale.variance[d]!
        return
      }
      const estimate = this.#scatter(statistics, mean, members)
      for (let i = 0; i < estimate.length; i++)
        estimate[i] = estimate[i]! / (weight + this.scale.covarianceStrength)
      const { lifted, values } = this.#lift(estimate, this.scale.floor)
      if (lifted > constants) floored.push(...members)
      unpack(values, this.#columns, covariance, c * size)
    })
    return { mean, covariance, floored }
  }

  expected(statistics: Float64Array, counts: Float64Array, moments: Moments): Float64Array {
    return Float64Array.from(this.#sharing(), (members, c) => {
      const weight = members.reduce((sum, k) => sum + counts[k]!, 0) + this.scale.covarianceStrength
      const scatter = this.#scatter(statistics, moments.mean, members)
      const { inverse, logDeterminant } = factorise(moments.covariance, this.#columns, c, c)
      return -0.5 * (weight * logDeterminant + traceOfWhitened(scatter, inverse, this.#columns))
    })
  }

  scaled(statistics: Float64Array, factors: Float64Array): Float64Array {
    return statistics.map((value, at) => value * factors[Math.floor(at / this.#stride)]!)
  }

  cells(counts: Float64Array): Float64Array {
    return counts.map((count) => count * this.#columns)
  }

  #sharing(): number[][] {
    const everybody = Array.from({ length: this.states }, (_, k) => k)
    return this.tied ? [everybody] : everybody.map((k) => [k])
  }

  #means(statistics: Float64Array, previous: Moments | null): Float64Array {
    const { centre, meanStrength } = this.scale
    const mean = new Float64Array(this.states * this.#columns)
    for (let k = 0; k < this.states; k++) {
      const begin = k * this.#stride
      const weight = statistics[begin]!
      for (let d = 0; d < this.#columns; d++) {
        const at = k * this.#columns + d
        if (weight < NO_WEIGHT) mean[at] = previous?.mean[at] ?? centre[d]!
        else mean[at] = centre[d]! + statistics[begin + 1 + d]! / (weight + meanStrength)
      }
    }
    return mean
  }

  /** νΨ + Σ_k (Σ r·(x − μ)(x − μ)ᵀ + κ(μ − m)(μ − m)ᵀ), lower half. */
  #scatter(statistics: Float64Array, mean: Float64Array, members: readonly number[]): Float64Array {
    const { centre, meanStrength, covarianceStrength, covarianceCentre } = this.scale
    const columns = this.#columns
    const scatter = new Float64Array(packedLength(columns))
    for (const k of members) {
      const begin = k * this.#stride
      const weight = statistics[begin]!
      const offset = (d: number) => mean[k * columns + d]! - centre[d]!
      for (let i = 0, p = 0; i < columns; i++) {
        const sum = statistics[begin + 1 + i]!
        for (let j = 0; j <= i; j++, p++) {
          const products = statistics[begin + 1 + columns + p]!
          const cross = offset(i) * statistics[begin + 1 + j]! + offset(j) * sum
          scatter[p] = scatter[p]! + products - cross + (weight + meanStrength) * offset(i) * offset(j)
        }
      }
    }
    for (let d = 0; d < columns; d++) {
      const at = packedIndex(d, d)
      scatter[at] = scatter[at]! + covarianceStrength * covarianceCentre[d]!
    }
    return scatter
  }

  /** The covariance (lower half) lifted to the floor, and how many directions were held up. */
  #lift(covariance: Float64Array, floor: number): { lifted: number; values: Float64Array } {
    const { variance } = this.scale
    const units = new Float64Array(covariance.length)
    for (let i = 0, p = 0; i < this.#columns; i++) {
      for (let j = 0; j <= i; j++, p++) units[p] = Math.sqrt(variance[i]! * variance[j]!)
    }
    const standard = covariance.map((value, p) => value / units[p]!)
    if (!standard.every(Number.isFinite)) {
      throw new NumericalError('covariance-overflow', 'a covariance is too large for a double', {
        hint: 'Divide the columns by a power of ten',
      })
    }
    const lifted = clipEigenvalues(standard, this.#columns, floor)
    const values = lifted === 0 ? covariance : standard.map((value, p) => value * units[p]!)
    return { lifted, values }
  }

  logPrior(moments: Moments): number {
    return jointLogPrior(moments, this.states, this.tied, this.scale)
  }

  problem(covariance: Float64Array, floor: number): string | null {
    const columns = this.#columns
    const size = columns * columns
    for (let begin = 0; begin < covariance.length; begin += size) {
      const name = this.tied ? 'the matrix' : `the matrix of state ${begin / size + 1}`
      const tolerance =
        1e-9 * covariance.subarray(begin, begin + size).reduce((a, b) => Math.max(a, Math.abs(b)), 0)
      for (let i = 0; i < columns; i++) {
        for (let j = 0; j < i; j++) {
          const [lower, upper] = [covariance[begin + i * columns + j]!, covariance[begin + j * columns + i]!]
          if (!(Math.abs(lower - upper) <= tolerance))
            return `${name} is not symmetric: ${lower} against ${upper}`
        }
      }
      const packed = pack(covariance, columns, begin)
      if (!choleskyInPlace(packed.slice(), columns)) return `${name} is not positive definite`
      if (this.#lift(packed, floor).lifted > 0) return `${name} is below the variance floor`
    }
    return null
  }

  variances(covariance: Float64Array, state: number): number[] {
    const begin = this.tied ? 0 : state * this.#columns * this.#columns
    return Array.from({ length: this.#columns }, (_, d) => covariance[begin + d * (this.#columns + 1)]!)
  }
}
