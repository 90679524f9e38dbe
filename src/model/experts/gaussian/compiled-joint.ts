import type { EncodedGroup } from '../../../encode/encoded.js'
import { packedIndex, packedLength } from '../../../math/packed.js'
import type { Random } from '../../../random.js'
import type { CompactExpert, CompiledExpert, Marginal } from '../../expert.js'
import { numberGroup } from '../number-columns.js'
import { normalMarginal } from './compiled-factorised.js'
import { type Factor, factorise } from './factorise.js'
import { addConditional, addProducts, expectMissing } from './joint-statistics.js'
import { squaredLength } from './mahalanobis.js'
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
        const squares = squaredLength(whitening, matrix * size, deviation, count)
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
        if (missing > 0)
          expectMissing(pattern, this.tied ? 0 : k, this.mean, k * columns, centre, values, begin, vector)
        addProducts(statistics, k * stride, weight, vector)
        if (missing > 0)
          addConditional(pattern, this.tied ? 0 : k, weight, statistics, k * stride + 1 + columns)
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
