import { effectiveNumber } from '../../math/effective-number.js'
import { kinds, type Part, rowOf } from './part.js'

/** What is kept of the posteriors of a step: all K of them, or the effective number of states alone. */
export type Kept = 'posteriors' | 'effective'

/** Numbers that are kept of each step. */
export function keptWidth(kept: Kept, states: number): number {
  return kept === 'posteriors' ? states : 1
}

/** Says nothing about the data and copies the posteriors, or what is kept of them, to `out` [N][width], at the rows of the data. */
export function keeperPart(kept: Kept, out: Float64Array, states: number): Part {
  const posterior = new Float64Array(states)
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
          const to = rowOf(stretch, u + t)
          for (let k = 0; k < states; k++) posterior[k] = f64[from + k * step]!
          if (kept === 'effective') out[to] = effectiveNumber(posterior)
          else for (let k = 0; k < states; k++) out[to * states + k] = posterior[k]!
        }
      }
    },
  }
}
