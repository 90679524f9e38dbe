import type { NumberGroup } from '../../encode/encoded.js'
import type { CompactExpert } from '../../model/expert.js'
import { UNITS_PER_NAT } from '../units.js'
import { kinds, type Part, summedState, writeNumbers, writeRow } from './part.js'

const LOG_TWO_PI = Math.log(2 * Math.PI)

/** Independent normal columns: log p = Σ_d c_d − ((x_d − m_d)·s_d)², s_d² = units / 2σ²_d. */
export function diagonalPart(
  { mean, variance, centre }: Extract<CompactExpert, { kind: 'diagonal' }>,
  group: NumberGroup,
  masked: boolean,
): Part {
  const D = group.dimension
  const constant = variance.map((v) => -0.5 * UNITS_PER_NAT * (LOG_TWO_PI + Math.log(v)))
  return {
    kind: kinds.diagonal,
    columns: D,
    masked,
    lists: false,
    key: `diagonal ${centre.join()}`,
    parameterBytes: ({ padded }) => 8 * padded * (1 + 3 * D),
    writeParameters({ f64 }, address, shape) {
      const { states } = shape
      let at = writeRow(f64, address / 8, shape, (k) => {
        let sum = 0
        for (let d = 0; d < D; d++) sum += constant[d * states + k]!
        return sum
      })
      for (let d = 0; d < D; d++) {
        const i = d * states
        at = writeRow(f64, at, shape, (k) => mean[i + k]! - centre[d]!)
        at = writeRow(f64, at, shape, (k) => Math.sqrt((0.5 * UNITS_PER_NAT) / variance[i + k]!))
        at = writeRow(f64, at, shape, (k) => constant[i + k]!)
      }
    },
    observationBytes: (_lanes, _u, steps, { lanes }) => 8 * steps * D * lanes,
    writeObservations({ f64 }, address, lanes, u, steps, shape) {
      writeNumbers(f64, address, group.values, centre, lanes, u, steps, shape)
      return 0
    },
    scratchBytes: () => 0,
    statisticsBytes: ({ pairs }) => 32 * pairs * 3 * D,
    addStatistics({ f64 }, address, { states, pairs, lanes }, visits, statistics) {
      for (let d = 0; d < D; d++) {
        const row = address / 8 + 3 * d * 4 * pairs
        const out = 3 * d * states
        for (let k = 0; k < states; k++) {
          statistics[out + k]! += masked ? summedState(f64, row, k, lanes) : visits[k]!
          statistics[out + states + k]! += summedState(f64, row + 4 * pairs, k, lanes)
          statistics[out + 2 * states + k]! += summedState(f64, row + 8 * pairs, k, lanes)
        }
      }
    },
  }
}
