import type { EncodedGroup } from '../../../encode/encoded.js'
import type { Random } from '../../../random.js'
import type { CompiledExpert, Marginal } from '../../expert.js'
import { numberGroup } from '../number-columns.js'

export class CompiledBernoulli implements CompiledExpert {
  /** [D][2][K] log p(x = 0), log p(x = 1) */
  readonly #logProbability: Float64Array

  /** `probability` [K][D] */
  constructor(
    private readonly probability: Float64Array,
    private readonly states: number,
    private readonly dimension: number,
  ) {
    this.#logProbability = new Float64Array(2 * dimension * states)
    for (let d = 0; d < dimension; d++) {
      for (let k = 0; k < states; k++) {
        const p = probability[k * dimension + d]!
        this.#logProbability[2 * d * states + k] = Math.log1p(-p)
        this.#logProbability[(2 * d + 1) * states + k] = Math.log(p)
      }
    }
  }

  addLogProbability(group: EncodedGroup, from: number, to: number, out: Float64Array): void {
    const { values } = numberGroup(group)
    const { states, dimension } = this
    const table = this.#logProbability
    for (let t = from, o = 0; t < to; t++, o += states) {
      for (let d = 0; d < dimension; d++) {
        const x = values[t * dimension + d]!
        if (x === 0 || x === 1) {
          const row = (2 * d + x) * states
          for (let k = 0; k < states; k++) out[o + k] = out[o + k]! + table[row + k]!
        } else if (!Number.isNaN(x)) out.fill(Number.NEGATIVE_INFINITY, o, o + states)
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
        if (x !== 0 && x !== 1) continue
        const row = (2 * d + x) * states
        for (let k = 0; k < states; k++) statistics[row + k] = statistics[row + k]! + responsibilities[o + k]!
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
