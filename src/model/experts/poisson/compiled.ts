import type { EncodedGroup } from '../../../encode/encoded.js'
import { logFactorial } from '../../../math/log-factorial.js'
import { poissonCdf } from '../../../math/poisson-cdf.js'
import type { Random } from '../../../random.js'
import type { CompactExpert, CompiledExpert, Marginal } from '../../expert.js'
import { numberGroup } from '../number-columns.js'

export class CompiledPoisson implements CompiledExpert {
  /** [D][K] */
  readonly #rate: Float64Array
  readonly #logRate: Float64Array

  /** `rate` [K][D] */
  constructor(
    private readonly rate: Float64Array,
    private readonly states: number,
    private readonly dimension: number,
  ) {
    this.#rate = rate.map((_, at) => rate[(at % states) * dimension + Math.floor(at / states)]!)
    this.#logRate = this.#rate.map(Math.log)
  }

  get compact(): CompactExpert {
    return { kind: 'poisson', rate: this.#rate }
  }

  addLogProbability(group: EncodedGroup, from: number, to: number, out: Float64Array): void {
    const { values } = numberGroup(group)
    const { states, dimension } = this
    const rates = this.#rate
    const logRates = this.#logRate
    for (let t = from, o = 0; t < to; t++, o += states) {
      for (let d = 0; d < dimension; d++) {
        const x = values[t * dimension + d]!
        if (Number.isNaN(x)) continue
        const row = d * states
        if (x === 0) for (let k = 0; k < states; k++) out[o + k] = out[o + k]! - rates[row + k]!
        else {
          const constant = x > 0 && Number.isInteger(x) ? logFactorial(x) : Number.POSITIVE_INFINITY
          for (let k = 0; k < states; k++)
            out[o + k] = out[o + k]! + (x * logRates[row + k]! - rates[row + k]! - constant)
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
    const { states, dimension } = this
    for (let t = from, o = 0; t < to; t++, o += states) {
      for (let d = 0; d < dimension; d++) {
        const x = values[t * dimension + d]!
        if (Number.isNaN(x)) continue
        const weights = 2 * d * states
        const sums = weights + states
        for (let k = 0; k < states; k++) {
          const weight = responsibilities[o + k]!
          statistics[weights + k] = statistics[weights + k]! + weight
          statistics[sums + k] = statistics[sums + k]! + weight * x
        }
      }
    }
  }

  sample(state: number, random: Random): number[] {
    return Array.from({ length: this.dimension }, (_, d) =>
      random.poisson(this.rate[state * this.dimension + d]!),
    )
  }

  marginal(state: number, column: number): Marginal {
    const rate = this.rate[state * this.dimension + column]!
    return { mean: rate, variance: rate, cumulative: (value) => poissonCdf(value, rate), discrete: true }
  }
}
