import type { Measured } from './measured.js'
import type { Vectors } from './vectors.js'

const LOG_TWO_PI = Math.log(2 * Math.PI)

/** Scale matrices that are diagonal: missing cells drop out of every sum. Counts [D][K]: weight of the observed cells. */
export class FactorisedVectors implements Vectors {
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
  }

  measure(values: Float64Array, from: number, to: number, measured: Measured): void {
    const { observed, distances, logScales } = measured
    const { mean, states } = this
    const columns = this.#columns
    const precision = this.#precision
    const logScale = this.#logScale
    const steps = to - from
    observed.fill(0, 0, steps)
    distances.fill(0, 0, steps * states)
    logScales.fill(0, 0, steps * states)
    for (let t = 0, cell = from * columns; t < steps; t++) {
      for (let d = 0; d < columns; d++, cell++) {
        const x = values[cell]!
        if (Number.isNaN(x)) continue
        observed[t] = observed[t]! + 1
        for (let k = 0, o = t * states, at = d; k < states; k++, o++, at += columns) {
          const deviation = x - mean[at]!
          distances[o] = distances[o]! + deviation * deviation * precision[at]!
          logScales[o] = logScales[o]! + logScale[at]!
        }
      }
    }
  }

  add(values: Float64Array, from: number, to: number, measured: Measured, statistics: Float64Array): void {
    const { weights, weighted } = measured
    const { states, centre, countsAt } = this
    const columns = this.#columns
    for (let d = 0; d < columns; d++) {
      for (let k = 0; k < states; k++) {
        let sum = 0
        let first = 0
        let second = 0
        let count = 0
        for (let cell = from * columns + d, o = k; cell < to * columns; cell += columns, o += states) {
          const x = values[cell]! - centre[d]!
          if (weights[o] === 0 || Number.isNaN(x)) continue
          const weight = weighted[o]!
          sum += weight
          first += weight * x
          second += weight * x * x
          count += weights[o]!
        }
        const at = 3 * d * states + k
        statistics[at] = statistics[at]! + sum
        statistics[at + states] = statistics[at + states]! + first
        statistics[at + 2 * states] = statistics[at + 2 * states]! + second
        const counted = countsAt + d * states + k
        statistics[counted] = statistics[counted]! + count
      }
    }
  }
}
