import { kinds, type Part, rowOf } from './part.js'

/** Says nothing about the data and copies the posteriors to `out` [N][K], at the rows of the data. */
export function keeperPart(out: Float64Array, states: number): Part {
  return {
    kind: kinds.given,
    columns: 0,
    masked: false,
    lists: false,
    key: 'keeper',
    parameterBytes: () => 0,
    writeParameters() {},
    observationBytes: (_lanes, _u, steps, { pairs }) => 32 * pairs * steps,
    writeObservations({ f64 }, address, _lanes, _u, steps, { pairs }) {
      f64.fill(0, address / 8, address / 8 + 4 * pairs * steps)
      return 0
    },
    scratchBytes: () => 0,
    statisticsBytes: () => 0,
    addStatistics() {},
    takePosteriors({ f64 }, address, lanes, u, steps, shape) {
      const row = 4 * shape.pairs
      const step = shape.lanes === 4 ? 4 : 1
      for (const [lane, stretch] of lanes.entries()) {
        const count = Math.min(steps, stretch.steps - u)
        for (let t = 0; t < count; t++) {
          const from = address / 8 + t * row + lane
          const to = rowOf(stretch, u + t) * states
          for (let k = 0; k < states; k++) out[to + k] = f64[from + k * step]!
        }
      }
    },
  }
}
