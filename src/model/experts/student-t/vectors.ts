import type { Measured } from './measured.js'

/** The observed vectors of a group at given means and scale matrices, a stretch of steps at a time. */
export interface Vectors {
  /** Measures the vectors of steps `from` to `to` (no more than STRETCH): all fields of `measured` but the weights. */
  measure(values: Float64Array, from: number, to: number, measured: Measured): void
  /** Adds the stretch to the statistics of all states: moments by `weighted`, counts by `weights`; where a weight is 0, nothing. */
  add(values: Float64Array, from: number, to: number, measured: Measured, statistics: Float64Array): void
}
