import type { EncodedGroup } from '../../encode/encoded.js'
import type { CompiledExpert } from '../../model/expert.js'
import { UNITS_PER_NAT } from '../units.js'
import { kinds, type Part } from './part.js'

/**
 * An expert that the kernel does not know: it computes log-densities itself, and gathers statistics from the posteriors that
 * come back in their place. Stretches are whole sequences.
 */
export function givenPart(expert: CompiledExpert, group: EncodedGroup, states: number): Part {
  let buffer = new Float64Array(0)
  const room = (cells: number) => {
    if (buffer.length < cells) buffer = new Float64Array(cells)
    return buffer
  }
  return {
    kind: kinds.given,
    columns: 0,
    masked: false,
    lists: false,
    key: 'given',
    parameterBytes: () => 0,
    writeParameters() {},
    observationBytes: (_lanes, _u, steps, { pairs }) => 32 * pairs * steps,
    writeObservations({ f64 }, address, lanes, _u, steps, { lanes: across, pairs, padded }) {
      const row = 4 * pairs
      const step = across === 4 ? 4 : 1
      for (let lane = 0; lane < across; lane++) {
        const stretch = lanes[lane]
        const count = stretch?.steps ?? 0
        const logs = room(count * states).fill(0, 0, count * states)
        if (stretch !== undefined) expert.addLogProbability(group, stretch.from, stretch.from + count, logs)
        for (let t = 0, at = 0, to = (address >>> 3) + lane; t < steps; t++, at += states, to += row) {
          for (let k = 0, cell = to; k < padded; k++, cell += step) {
            f64[cell] = t < count ? UNITS_PER_NAT * logs[at + (k < states ? k : states - 1)]! : 0
          }
        }
      }
      return 0
    },
    scratchBytes: () => 0,
    statisticsBytes: () => 0,
    addStatistics() {},
    takePosteriors({ f64 }, address, lanes, _u, _steps, shape, statistics) {
      if (statistics === null) return
      const row = 4 * shape.pairs
      const step = shape.lanes === 4 ? 4 : 1
      for (const [lane, stretch] of lanes.entries()) {
        const posterior = room(stretch.steps * states)
        for (let t = 0, at = 0, from = (address >>> 3) + lane; t < stretch.steps; t++, from += row) {
          for (let k = 0, cell = from; k < states; k++, at++, cell += step) posterior[at] = f64[cell]!
        }
        expert.collect(group, stretch.from, stretch.from + stretch.steps, posterior, statistics)
      }
    },
  }
}
