import type { NumberGroup } from '../../encode/encoded.js'
import { logFactorial } from '../../math/log-factorial.js'
import type { CompactExpert } from '../../model/expert.js'
import { UNITS_PER_NAT } from '../units.js'
import { kinds, type Part, type Stretch, summedState, writeNumbers, writeRow } from './part.js'

/** Counts: log p = Σ_d x_d·log λ_d − λ_d, and −Σ log x_d! in common. */
export function poissonPart(
  { rate }: Extract<CompactExpert, { kind: 'poisson' }>,
  group: NumberGroup,
  masked: boolean,
): Part {
  const D = group.dimension
  const { values } = group
  const centre = new Float64Array(D)
  return {
    kind: kinds.poisson,
    columns: D,
    masked,
    lists: false,
    key: 'poisson',
    parameterBytes: ({ padded }) => 8 * padded * 2 * D,
    writeParameters({ f64 }, address, shape) {
      let at = address / 8
      for (let d = 0; d < D; d++) {
        const i = d * shape.states
        at = writeRow(f64, at, shape, (k) => UNITS_PER_NAT * Math.log(rate[i + k]!))
        at = writeRow(f64, at, shape, (k) => UNITS_PER_NAT * rate[i + k]!)
      }
    },
    observationBytes: (_lanes, _u, steps, { lanes }) => 8 * steps * D * lanes,
    writeObservations({ f64 }, address, lanes, u, steps, shape) {
      writeNumbers(f64, address, values, centre, lanes, u, steps, shape)
      return 0
    },
    scratchBytes: () => 0,
    statisticsBytes: ({ pairs }) => 32 * pairs * 3 * D,
    addStatistics({ f64 }, address, { states, pairs, lanes }, visits, statistics) {
      for (let d = 0; d < D; d++) {
        const row = address / 8 + 3 * d * 4 * pairs
        const out = 2 * d * states
        for (let k = 0; k < states; k++) {
          statistics[out + k]! += masked ? summedState(f64, row, k, lanes) : visits[k]!
          statistics[out + states + k]! += summedState(f64, row + 4 * pairs, k, lanes)
        }
      }
    },
    commonLogDensity: (stretch) => rememberedLogFactorials(values, D, stretch),
    commonLogDensityAt: (row) => logFactorials(values, row * D, (row + 1) * D),
  }
}

const remembered = new WeakMap<Float64Array, Map<string, number>>()

/** −Σ log x_d! over a stretch; remembered, since data stay the same from iteration to iteration. */
function rememberedLogFactorials(values: Float64Array, D: number, stretch: Stretch): number {
  const known = remembered.get(values) ?? new Map<string, number>()
  remembered.set(values, known)
  const key = `${stretch.from} ${stretch.steps}`
  let sum = known.get(key)
  if (sum !== undefined) return sum
  sum = logFactorials(values, stretch.from * D, (stretch.from + stretch.steps) * D)
  known.set(key, sum)
  return sum
}

/** −Σ log x! of the values from … to − 1. */
function logFactorials(values: Float64Array, from: number, to: number): number {
  let sum = 0
  for (let i = from; i < to; i++) {
    const x = values[i]!
    if (x > 1) sum -= logFactorial(x)
  }
  return sum
}

/** Counts that no Poisson law has: the expert itself gives them probability 0. */
export function hasImpossibleCounts(values: Float64Array): boolean {
  return values.some((x) => !Number.isNaN(x) && !(x >= 0 && Number.isInteger(x)))
}
