import type { NumberGroup } from '../../encode/encoded.js'
import { packedLength } from '../../math/packed.js'
import type { CompactExpert } from '../../model/expert.js'
import { BLOCK } from '../block.js'
import { UNITS_PER_NAT } from '../units.js'
import { kinds, type Part, summedState, writeNumbers, writeRow } from './part.js'

/** Normal vectors without missing cells: log p = c − Σ_i (Σ_{j ≤ i} W_ij (x_j − m_j))². */
export function jointPart(
  { mean, whitening, logScale, centre }: Extract<CompactExpert, { kind: 'joint' }>,
  group: NumberGroup,
): Part {
  const D = group.dimension
  const size = packedLength(D)
  const of = <T>(list: readonly T[], k: number) => list[list.length === 1 ? 0 : k]!
  return {
    kind: kinds.joint,
    columns: D,
    masked: false,
    lists: false,
    key: `joint ${centre.join()}`,
    parameterBytes: ({ padded }) => 8 * padded * (1 + D + size),
    writeParameters({ f64 }, address, shape) {
      const scale = Math.sqrt(0.5 * UNITS_PER_NAT)
      let at = writeRow(f64, address / 8, shape, (k) => UNITS_PER_NAT * of(logScale, k))
      for (let d = 0; d < D; d++) at = writeRow(f64, at, shape, (k) => mean[k * D + d]! - centre[d]!)
      for (let p = 0; p < size; p++) at = writeRow(f64, at, shape, (k) => scale * of(whitening, k)[p]!)
    },
    observationBytes: (_lanes, _u, steps, { lanes }) => 8 * steps * D * lanes,
    writeObservations({ f64 }, address, lanes, u, steps, shape) {
      writeNumbers(f64, address, group.values, centre, lanes, u, steps, shape)
      return 0
    },
    scratchBytes: () => 32 * Math.max(D, BLOCK),
    statisticsBytes: ({ pairs }) => 32 * pairs * (D + size),
    addStatistics({ f64 }, address, { states, pairs, lanes }, visits, statistics) {
      const width = 1 + D + size
      for (let k = 0; k < states; k++) {
        statistics[k * width]! += visits[k]!
        for (let i = 0; i < D + size; i++)
          statistics[k * width + 1 + i]! += summedState(f64, address / 8 + i * 4 * pairs, k, lanes)
      }
    },
  }
}
