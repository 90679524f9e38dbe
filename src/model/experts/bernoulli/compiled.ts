import type { EncodedGroup } from '../../../encode/encoded.js'
import type { Random } from '../../../random.js'
import type { CompactExpert, CompiledExpert, Marginal } from '../../expert.js'
import { numberGroup } from '../number-columns.js'
import { findOnes } from './find-ones.js'

/**
 * Vectors are mostly zeros (keys of a piano, items of a basket), so that a complete row costs only its ones:
 * log p(x | k) = Σ_d log(1 − p_kd) + Σ_{d: x_d = 1} (log p_kd − log(1 − p_kd)). Rows with missing cells, and probabilities of
 * exactly 1, for which that difference is infinite, go column by column.
 */
export class CompiledBernoulli implements CompiledExpert {
  /** [D][2][K] log p(x = 0), log p(x = 1) */
  readonly #logProbability: Float64Array
  /** [D][K] log p(x = 1) − log p(x = 0) */
  readonly #logOdds: Float64Array
  /** [K] log-probability of a row of zeros */
  readonly #allZeros: Float64Array
  /** No probability is 1. */
  readonly #additive: boolean
  /** Columns that hold a 1 in the row at hand. */
  readonly #ones: Int32Array
  /** [D][K] weight of the ones, [K] weight of the complete rows, within one call of `collect`. */
  readonly #onesWeight: Float64Array
  readonly #rowsWeight: Float64Array

  /** `probability` [K][D] */
  constructor(
    private readonly probability: Float64Array,
    private readonly states: number,
    private readonly dimension: number,
  ) {
    this.#logProbability = new Float64Array(2 * dimension * states)
    this.#logOdds = new Float64Array(dimension * states)
    this.#allZeros = new Float64Array(states)
    this.#additive = probability.every((p) => p < 1)
    this.#ones = new Int32Array(dimension)
    this.#onesWeight = new Float64Array(dimension * states)
    this.#rowsWeight = new Float64Array(states)
    for (let d = 0; d < dimension; d++) {
      for (let k = 0; k < states; k++) {
        const p = probability[k * dimension + d]!
        const [zero, one] = [Math.log1p(-p), Math.log(p)]
        this.#logProbability[2 * d * states + k] = zero
        this.#logProbability[(2 * d + 1) * states + k] = one
        this.#logOdds[d * states + k] = one - zero
        this.#allZeros[k] = this.#allZeros[k]! + zero
      }
    }
  }

  get compact(): CompactExpert {
    return { kind: 'bits', logProbability: this.#logProbability }
  }

  addLogProbability(group: EncodedGroup, from: number, to: number, out: Float64Array): void {
    const { values } = numberGroup(group)
    const { states } = this
    const [allZeros, logOdds] = [this.#allZeros, this.#logOdds]
    for (let t = from, o = 0; t < to; t++, o += states) {
      const ones = this.#additive ? findOnes(values, t * this.dimension, this.#ones) : -1
      if (ones < 0) {
        this.#addColumns(values, t, out, o)
        continue
      }
      for (let k = 0; k < states; k++) out[o + k] = out[o + k]! + allZeros[k]!
      for (let i = 0; i < ones; i++) {
        const row = this.#ones[i]! * states
        for (let k = 0; k < states; k++) out[o + k] = out[o + k]! + logOdds[row + k]!
      }
    }
  }

  #addColumns(values: Float64Array, t: number, out: Float64Array, o: number): void {
    const { states, dimension } = this
    const table = this.#logProbability
    for (let d = 0; d < dimension; d++) {
      const x = values[t * dimension + d]!
      if (x === 0 || x === 1) {
        const row = (2 * d + x) * states
        for (let k = 0; k < states; k++) out[o + k] = out[o + k]! + table[row + k]!
      } else if (!Number.isNaN(x)) out.fill(Number.NEGATIVE_INFINITY, o, o + states)
    }
  }

  collect(
    group: EncodedGroup,
    from: number,
    to: number,
    responsibilities: Float64Array,
    statistics: Float64Array,
  ): void {
    const { values } = numberGroup(group)
    const { states } = this
    const [onesWeight, rowsWeight] = [this.#onesWeight.fill(0), this.#rowsWeight.fill(0)]
    for (let t = from, o = 0; t < to; t++, o += states) {
      const ones = findOnes(values, t * this.dimension, this.#ones)
      if (ones < 0) {
        this.#collectColumns(values, t, responsibilities, o, statistics)
        continue
      }
      for (let k = 0; k < states; k++) rowsWeight[k] = rowsWeight[k]! + responsibilities[o + k]!
      for (let i = 0; i < ones; i++) {
        const row = this.#ones[i]! * states
        for (let k = 0; k < states; k++) onesWeight[row + k] = onesWeight[row + k]! + responsibilities[o + k]!
      }
    }
    this.#settleRows(statistics)
  }

  #collectColumns(
    values: Float64Array,
    t: number,
    responsibilities: Float64Array,
    o: number,
    statistics: Float64Array,
  ): void {
    const { states, dimension } = this
    for (let d = 0; d < dimension; d++) {
      const x = values[t * dimension + d]!
      if (x !== 0 && x !== 1) continue
      const row = (2 * d + x) * states
      for (let k = 0; k < states; k++) statistics[row + k] = statistics[row + k]! + responsibilities[o + k]!
    }
  }

  /** The weight of the zeros is what the ones leave of the complete rows. */
  #settleRows(statistics: Float64Array): void {
    const { states, dimension } = this
    for (let d = 0; d < dimension; d++) {
      for (let k = 0; k < states; k++) {
        const ones = this.#onesWeight[d * states + k]!
        const zero = 2 * d * states + k
        statistics[zero] = statistics[zero]! + Math.max(0, this.#rowsWeight[k]! - ones)
        statistics[zero + states] = statistics[zero + states]! + ones
      }
    }
  }

  sample(state: number, random: Random): number[] {
    return Array.from({ length: this.dimension }, (_, d) =>
      random.uniform() < this.probability[state * this.dimension + d]! ? 1 : 0,
    )
  }

  marginal(state: number, column: number): Marginal {
    const p = this.probability[state * this.dimension + column]!
    return {
      mean: p,
      variance: p * (1 - p),
      cumulative: (value) => (value < 0 ? 0 : value < 1 ? 1 - p : 1),
      discrete: true,
    }
  }
}
