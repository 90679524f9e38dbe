import type { Vectors } from './vectors.js'

const LOG_TWO_PI = Math.log(2 * Math.PI)

/** Scale matrices that are diagonal: missing cells drop out of every sum. Counts [D][K]: weight of the observed cells. */
export class FactorisedVectors implements Vectors {
  readonly distances: Float64Array
  readonly logScales: Float64Array
  /** [K][D] */
  readonly #precision: Float64Array
  readonly #logScale: Float64Array
  readonly #columns: number

  /** `mean` and squared scales `variance` [K][D]; `countsAt`: where the counts begin in the statistics. */
  constructor(
    private readonly mean: Float64Array,
    variance: Float64Array,
    private readonly states: number,
    private readonly centre: Float64Array,
    private readonly countsAt: number,
  ) {
    this.#columns = centre.length
    this.#precision = variance.map((v) => 1 / v)
    this.#logScale = variance.map((v) => -0.5 * (LOG_TWO_PI + Math.log(v)))
    this.distances = new Float64Array(states)
    this.logScales = new Float64Array(states)
  }

  measure(values: Float64Array, begin: number): number {
    const { distances, logScales, mean, states } = this
    const columns = this.#columns
    const precisions = this.#precision
    const logScale = this.#logScale
    let observed = 0
    for (let d = 0; d < columns; d++) if (!Number.isNaN(values[begin + d]!)) observed++
    for (let k = 0, at = 0; k < states; k++) {
      let squares = 0
      let logs = 0
      for (let d = 0; d < columns; d++, at++) {
        const x = values[begin + d]!
        if (Number.isNaN(x)) continue
        const deviation = x - mean[at]!
        squares += deviation * deviation * precisions[at]!
        logs += logScale[at]!
      }
      distances[k] = squares
      logScales[k] = logs
    }
    return observed
  }

  add(
    values: Float64Array,
    begin: number,
    k: number,
    weight: number,
    precision: number,
    statistics: Float64Array,
  ): void {
    const { states, centre, countsAt } = this
    const weighted = weight * precision
    for (let d = 0; d < this.#columns; d++) {
      const x = values[begin + d]! - centre[d]!
      if (Number.isNaN(x)) continue
      const at = 3 * d * states + k
      const count = countsAt + d * states + k
      statistics[at] = statistics[at]! + weighted
      statistics[at + states] = statistics[at + states]! + weighted * x
      statistics[at + 2 * states] = statistics[at + 2 * states]! + weighted * x * x
      statistics[count] = statistics[count]! + weight
    }
  }
}
