import type { CompiledExpert } from '../../expert.js'
import type { TensorLayout } from '../../tensor.js'
import { NO_WEIGHT } from '../estimates.js'
import { CompiledFactorised } from './compiled-factorised.js'
import type { Scale } from './scale.js'
import type { Estimate, FixedMoments, Moments, Structure } from './structure.js'

/**
 * Columns independent given the state: `diagonal` (a variance for each column and state), `spherical` (one for each state), and
 * `full` over a single column, which is the same model. Missing cells drop out of every sum.
 *
 * Statistics [D][3][K], x centred at the column mean: weight of the observed cells, Σ x, Σ x².
 * Prior, with κ and ν pseudo-observations at the column means m and variances ψ:
 * −Σ_kd κ(μ_kd − m_d)²/(2σ²_kd) − Σ_kd (ν/2)(log σ²_kd + ψ_d/σ²_kd).
 * Floor: σ²_kd ≥ floor · v_d; for one variance over all columns, floor · the largest v_d of the columns that vary.
 */
export class Factorised implements Structure {
  readonly statisticsLength: number
  readonly covarianceParameters: number
  readonly countsLength: number

  constructor(
    private readonly states: number,
    private readonly scale: Scale,
    private readonly spherical: boolean,
    readonly covarianceLayout: TensorLayout,
  ) {
    const columns = scale.centre.length
    this.statisticsLength = 3 * columns * states
    this.countsLength = columns * states
    this.covarianceParameters = spherical ? states : states * columns
  }

  compile(moments: Moments): CompiledExpert {
    return new CompiledFactorised(
      moments.mean,
      this.#spread(moments.covariance),
      this.states,
      this.scale.centre,
    )
  }

  maximise(
    statistics: Float64Array,
    previous: Moments | null,
    fixed: FixedMoments,
    counts?: Float64Array,
  ): Estimate {
    const mean = fixed.mean ?? this.#means(statistics, previous)
    if (fixed.covariance !== undefined) return { mean, covariance: fixed.covariance, floored: [] }
    const weights = counts ?? this.#weights(statistics)
    return this.spherical
      ? this.#oneVariance(statistics, weights, mean, previous)
      : this.#variances(statistics, weights, mean, previous)
  }

  expected(statistics: Float64Array, counts: Float64Array, moments: Moments): Float64Array {
    const columns = this.scale.centre.length
    const variance = this.#spread(moments.covariance)
    const sums = new Float64Array(this.states)
    for (let k = 0; k < this.states; k++) {
      for (let d = 0; d < columns; d++) {
        const v = variance[k * columns + d]!
        const weight = counts[d * this.states + k]! + this.scale.covarianceStrength
        sums[k]! -= 0.5 * (weight * Math.log(v) + this.#scatter(statistics, moments.mean, k, d) / v)
      }
    }
    return sums
  }

  scaled(statistics: Float64Array, factors: Float64Array): Float64Array {
    return statistics.map((value, at) => value * factors[at % this.states]!)
  }

  cells(counts: Float64Array): Float64Array {
    const sums = new Float64Array(this.states)
    counts.forEach((count, at) => {
      sums[at % this.states]! += count
    })
    return sums
  }

  /** [D][K] */
  #weights(statistics: Float64Array): Float64Array {
    return Float64Array.from(
      { length: this.countsLength },
      (_, at) => statistics[3 * (at - (at % this.states)) + (at % this.states)]!,
    )
  }

  #means(statistics: Float64Array, previous: Moments | null): Float64Array {
    const { centre, meanStrength } = this.scale
    const columns = centre.length
    const mean = new Float64Array(this.states * columns)
    for (let k = 0; k < this.states; k++) {
      for (let d = 0; d < columns; d++) {
        const at = k * columns + d
        const weight = statistics[3 * d * this.states + k]!
        const sum = statistics[(3 * d + 1) * this.states + k]!
        if (weight < NO_WEIGHT) mean[at] = previous?.mean[at] ?? centre[d]!
        else mean[at] = centre[d]! + sum / (weight + meanStrength)
      }
    }
    return mean
  }

  /** Σ r·(x − μ)² + κ(μ − m)² + νψ of one state and column. */
  #scatter(statistics: Float64Array, mean: Float64Array, k: number, d: number): number {
    const { centre, meanStrength, covarianceStrength, covarianceCentre } = this.scale
    const begin = 3 * d * this.states + k
    const weight = statistics[begin]!
    const sum = statistics[begin + this.states]!
    const squares = statistics[begin + 2 * this.states]!
    const offset = mean[k * centre.length + d]! - centre[d]!
    const scatter = Math.max(0, squares - offset * (2 * sum - weight * offset))
    return scatter + meanStrength * offset * offset + covarianceStrength * covarianceCentre[d]!
  }

  #variances(
    statistics: Float64Array,
    weights: Float64Array,
    mean: Float64Array,
    previous: Moments | null,
  ): Estimate {
    const { variance, constant, floor, covarianceStrength } = this.scale
    const columns = variance.length
    const covariance = new Float64Array(this.states * columns)
    const floored = new Set<number>()
    for (let k = 0; k < this.states; k++) {
      for (let d = 0; d < columns; d++) {
        const at = k * columns + d
        const weight = weights[d * this.states + k]!
        if (weight < NO_WEIGHT) {
          covariance[at] = previous?.covariance[at] ?? variance[d]!
          continue
        }
        const estimate = this.#scatter(statistics, mean, k, d) / (weight + covarianceStrength)
        const smallest = floor * variance[d]!
        if (isBelow(estimate, smallest) && !constant[d]) floored.add(k)
        covariance[at] = Math.max(estimate, smallest)
      }
    }
    return { mean, covariance, floored: [...floored] }
  }

  #oneVariance(
    statistics: Float64Array,
    weights: Float64Array,
    mean: Float64Array,
    previous: Moments | null,
  ): Estimate {
    const { constant, floor, covarianceStrength } = this.scale
    const columns = constant.length
    const covariance = new Float64Array(this.states)
    const floored: number[] = []
    const largest = this.#largestVariance()
    for (let k = 0; k < this.states; k++) {
      let weight = 0
      let scatter = 0
      for (let d = 0; d < columns; d++) {
        weight += weights[d * this.states + k]!
        scatter += this.#scatter(statistics, mean, k, d)
      }
      if (weight < NO_WEIGHT) {
        covariance[k] = previous?.covariance[k] ?? largest
        continue
      }
      const estimate = scatter / (weight + covarianceStrength * columns)
      if (isBelow(estimate, floor * largest) && constant.includes(false)) floored.push(k)
      covariance[k] = Math.max(estimate, floor * largest)
    }
    return { mean, covariance, floored }
  }

  #largestVariance(): number {
    const { variance, constant } = this.scale
    const varying = variance.filter((_, d) => !constant[d])
    return varying.length === 0 ? 1 : Math.max(...varying)
  }

  logPrior(moments: Moments): number {
    const { centre, meanStrength, covarianceStrength, covarianceCentre } = this.scale
    if (meanStrength === 0 && covarianceStrength === 0) return 0
    const spread = this.#spread(moments.covariance)
    let sum = 0
    spread.forEach((variance, at) => {
      const d = at % centre.length
      const offset = moments.mean[at]! - centre[d]!
      sum -= (0.5 * meanStrength * offset * offset) / variance
      sum -= 0.5 * covarianceStrength * (Math.log(variance) + covarianceCentre[d]! / variance)
    })
    return sum
  }

  problem(covariance: Float64Array, floor: number): string | null {
    const { variance } = this.scale
    const columns = this.spherical ? 1 : variance.length
    for (let at = 0; at < covariance.length; at++) {
      const value = covariance[at]!
      const state = Math.floor(at / columns) + 1
      if (!(value > 0)) return `expected variances above 0, got ${value} in state ${state}`
      const d = at % columns
      const smallest = floor * (this.spherical ? this.#largestVariance() : variance[d]!)
      if (isBelow(value, smallest)) {
        return `state ${state} has a variance of ${value}, below the variance floor of ${smallest}`
      }
    }
    return null
  }

  variances(covariance: Float64Array, state: number): number[] {
    const columns = this.scale.centre.length
    return Array.from(this.#spread(covariance).subarray(state * columns, (state + 1) * columns))
  }

  /** [K][D] */
  #spread(covariance: Float64Array): Float64Array {
    const columns = this.scale.centre.length
    if (!this.spherical) return covariance
    return Float64Array.from(
      { length: this.states * columns },
      (_, at) => covariance[Math.floor(at / columns)]!,
    )
  }
}

function isBelow(variance: number, floor: number): boolean {
  return variance < floor * (1 - 1e-9)
}
