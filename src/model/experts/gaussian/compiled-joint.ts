import type { EncodedGroup } from '../../../encode/encoded.js'
import { packedIndex, packedLength } from '../../../math/packed.js'
import type { Random } from '../../../random.js'
import type { CompactExpert, CompiledExpert, Marginal } from '../../expert.js'
import { numberGroup } from '../number-columns.js'
import { normalMarginal } from './compiled-factorised.js'
import { type Factor, factorise } from './factorise.js'
import type { Pattern } from './pattern.js'
import { PatternCache } from './pattern-cache.js'

const LOG_TWO_PI = Math.log(2 * Math.PI)

/** A responsibility whose outer product is not worth adding: a million of them are far below the weight of an empty state. */
const NEGLIGIBLE = 1e-20

/** log p(x_o | k) = −½ log|2πΣ_oo| − ½|L⁻¹(x_o − μ_o)|², o the observed cells and Σ_oo = L·Lᵀ. */
export class CompiledJoint implements CompiledExpert {
  readonly #patterns: PatternCache
  readonly #factors: readonly Factor[]
  /** [D] scratch */
  readonly #vector: Float64Array
  readonly #columns: number

  /** `mean` [K][D]; `covariance` [K][D][D], or [D][D] where tied; `centre` [D] is where the statistics are centred. */
  constructor(
    private readonly mean: Float64Array,
    private readonly covariance: Float64Array,
    private readonly states: number,
    private readonly tied: boolean,
    private readonly centre: Float64Array,
  ) {
    this.#columns = centre.length
    this.#factors = Array.from({ length: tied ? 1 : states }, (_, k) =>
      factorise(covariance, this.#columns, k, k),
    )
    this.#patterns = new PatternCache(covariance, this.#columns)
    this.#vector = new Float64Array(this.#columns)
  }

  get compact(): CompactExpert {
    const logScale = this.#factors.map((f) => -0.5 * (this.#columns * LOG_TWO_PI + f.logDeterminant))
    const whitening = this.#factors.map((f) => f.inverse)
    return { kind: 'joint', mean: this.mean, whitening, logScale, centre: this.centre }
  }

  addLogProbability(group: EncodedGroup, from: number, to: number, out: Float64Array): void {
    const { values } = numberGroup(group)
    const { states, tied, mean } = this
    const columns = this.#columns
    const deviation = this.#vector
    for (let t = from, o = 0; t < to; t++, o += states) {
      const begin = t * columns
      const { observed, whitening, logScale } = this.#patterns.at(values, begin)
      const count = observed.length
      const size = packedLength(count)
      for (let k = 0; k < states; k++) {
        for (let i = 0; i < count; i++)
          deviation[i] = values[begin + observed[i]!]! - mean[k * columns + observed[i]!]!
        const matrix = tied ? 0 : k
        let p = matrix * size
        let squares = 0
        for (let i = 0; i < count; i++) {
          let whitened = 0
          for (let j = 0; j <= i; j++, p++) whitened += whitening[p]! * deviation[j]!
          squares += whitened * whitened
        }
        // A deviation beyond the doubles may give ∞ − ∞: it is infinitely far away.
        out[o + k] =
          out[o + k]! + (Number.isNaN(squares) ? Number.NEGATIVE_INFINITY : logScale[matrix]! - 0.5 * squares)
      }
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
    const { states, centre } = this
    const columns = this.#columns
    const vector = this.#vector
    const stride = 1 + columns + packedLength(columns)
    for (let t = from, o = 0; t < to; t++, o += states) {
      const begin = t * columns
      const pattern = this.#patterns.at(values, begin)
      const missing = pattern.missing.length
      if (missing === columns) continue
      for (let d = 0; d < columns; d++) vector[d] = values[begin + d]! - centre[d]!
      for (let k = 0; k < states; k++) {
        const weight = responsibilities[o + k]!
        if (weight < NEGLIGIBLE) continue
        if (missing > 0) this.#expectMissing(pattern, k, values, begin)
        let p = k * stride
        statistics[p] = statistics[p]! + weight
        p++
        for (let i = 0; i < columns; i++, p++) statistics[p] = statistics[p]! + weight * vector[i]!
        for (let i = 0; i < columns; i++) {
          const weighted = weight * vector[i]!
          for (let j = 0; j <= i; j++, p++) statistics[p] = statistics[p]! + weighted * vector[j]!
        }
        if (missing > 0) this.#addConditional(pattern, k, weight, statistics, k * stride + 1 + columns)
      }
    }
  }

  /** Puts E[x_m | x_o, k] − centre into the missing places of the scratch vector. */
  #expectMissing(pattern: Pattern, k: number, values: Float64Array, begin: number): void {
    const { observed, missing, regression } = pattern
    const { mean, centre } = this
    const columns = this.#columns
    let p = (this.tied ? 0 : k) * missing.length * observed.length
    for (let a = 0; a < missing.length; a++) {
      const d = missing[a]!
      let expected = mean[k * columns + d]! - centre[d]!
      for (let i = 0; i < observed.length; i++, p++) {
        expected += regression[p]! * (values[begin + observed[i]!]! - mean[k * columns + observed[i]!]!)
      }
      this.#vector[d] = expected
    }
  }

  /** Adds weight · Cov[x_m | x_o, k] to the products that begin at `offset`. */
  #addConditional(
    pattern: Pattern,
    k: number,
    weight: number,
    statistics: Float64Array,
    offset: number,
  ): void {
    const { missing, conditional } = pattern
    let p = (this.tied ? 0 : k) * packedLength(missing.length)
    for (let a = 0; a < missing.length; a++) {
      for (let b = 0; b <= a; b++, p++) {
        const at = offset + packedIndex(missing[a]!, missing[b]!)
        statistics[at] = statistics[at]! + weight * conditional[p]!
      }
    }
  }

  sample(state: number, random: Random): number[] {
    const columns = this.#columns
    const { lower } = this.#factors[this.tied ? 0 : state]!
    const noise = Float64Array.from({ length: columns }, () => random.normal())
    return Array.from({ length: columns }, (_, i) => {
      let x = this.mean[state * columns + i]!
      for (let j = 0; j <= i; j++) x += lower[packedIndex(i, j)]! * noise[j]!
      return x
    })
  }

  marginal(state: number, column: number): Marginal {
    const columns = this.#columns
    const diagonal = (this.tied ? 0 : state * columns * columns) + column * (columns + 1)
    return normalMarginal(this.mean[state * columns + column]!, this.covariance[diagonal]!)
  }
}
