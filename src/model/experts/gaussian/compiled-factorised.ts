import type { EncodedGroup } from '../../../encode/encoded.js'
import { normalCdf } from '../../../math/normal-cdf.js'
import type { Random } from '../../../random.js'
import type { CompactExpert, CompiledExpert, Marginal } from '../../expert.js'
import { numberGroup } from '../number-columns.js'

const LOG_TWO_PI = Math.log(2 * Math.PI)

/** log p(x | k) = Σ_d −½ log 2πσ²_kd − (x_d − μ_kd)²/(2σ²_kd), over the observed cells. */
export class CompiledFactorised implements CompiledExpert {
  /** [D][K] */
  readonly #mean: Float64Array
  readonly #variance: Float64Array
  readonly #halfPrecision: Float64Array
  readonly #logScale: Float64Array

  /** `mean` and `variance` [K][D]; `centre` [D] is where the statistics are centred. */
  constructor(
    private readonly mean: Float64Array,
    private readonly variance: Float64Array,
    private readonly states: number,
    private readonly centre: Float64Array,
  ) {
    const columns = centre.length
    const transposed = (values: Float64Array) =>
      values.map((_, at) => values[(at % states) * columns + Math.floor(at / states)]!)
    this.#mean = transposed(mean)
    this.#variance = transposed(variance)
    this.#halfPrecision = this.#variance.map((v) => 0.5 / v)
    this.#logScale = this.#variance.map((v) => -0.5 * (LOG_TWO_PI + Math.log(v)))
  }

  get compact(): CompactExpert {
    return { kind: 'diagonal', mean: this.#mean, variance: this.#variance, centre: this.centre }
  }

  addLogProbability(group: EncodedGroup, from: number, to: number, out: Float64Array): void {
    const { values } = numberGroup(group)
    const { states } = this
    const columns = this.centre.length
    const means = this.#mean
    const halfPrecisions = this.#halfPrecision
    const logScales = this.#logScale
    for (let t = from, o = 0; t < to; t++, o += states) {
      for (let d = 0, row = 0; d < columns; d++, row += states) {
        const x = values[t * columns + d]!
        if (Number.isNaN(x)) continue
        for (let k = 0; k < states; k++) {
          const deviation = x - means[row + k]!
          out[o + k] = out[o + k]! + (logScales[row + k]! - deviation * deviation * halfPrecisions[row + k]!)
        }
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
    const columns = centre.length
    for (let t = from, o = 0; t < to; t++, o += states) {
      for (let d = 0; d < columns; d++) {
        const x = values[t * columns + d]! - centre[d]!
        if (Number.isNaN(x)) continue
        const weights = 3 * d * states
        const sums = weights + states
        const squares = sums + states
        for (let k = 0; k < states; k++) {
          const weight = responsibilities[o + k]!
          const weighted = weight * x
          statistics[weights + k] = statistics[weights + k]! + weight
          statistics[sums + k] = statistics[sums + k]! + weighted
          statistics[squares + k] = statistics[squares + k]! + weighted * x
        }
      }
    }
  }

  sample(state: number, random: Random): number[] {
    const columns = this.centre.length
    return Array.from({ length: columns }, (_, d) => {
      const at = state * columns + d
      return this.mean[at]! + Math.sqrt(this.variance[at]!) * random.normal()
    })
  }

  marginal(state: number, column: number): Marginal {
    const at = state * this.centre.length + column
    return normalMarginal(this.mean[at]!, this.variance[at]!)
  }
}

export function normalMarginal(mean: number, variance: number): Marginal {
  const deviation = Math.sqrt(variance)
  return {
    mean,
    variance,
    cumulative: (value) => normalCdf((value - mean) / deviation),
    upper: (value) => normalCdf((mean - value) / deviation),
    discrete: false,
  }
}
