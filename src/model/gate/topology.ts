import type { ModelConfig } from '../../config/schema.js'
import { ConfigError } from '../../errors.js'
import { normalise } from '../../math/normalise.js'

/** Which transitions of a chain are structurally possible, and where a fit starts. */
export interface Topology {
  /** [K][K] 1 where the transition may be positive. */
  readonly allowed: Uint8Array
  /** [K][K] rows sum to 1. */
  readonly start: Float64Array
  readonly startGiven: boolean
  /** Allowed transitions of state j are columns[rowStarts[j] … rowStarts[j + 1] − 1]. */
  readonly rowStarts: Int32Array
  readonly columns: Int32Array
}

/** Probability of staying at which a fit starts when nothing else is known. */
const stay = 0.8

export function topology(config: ModelConfig['transition'], states: number): Topology {
  const given = config?.start === undefined ? undefined : matrix(config.start, states)
  const allowed = new Uint8Array(states * states).fill(1)
  for (let i = 0; i < allowed.length; i++) {
    if (config?.allowed?.[Math.floor(i / states)]?.[i % states] === 0) allowed[i] = 0
    if (given?.[i] === 0) allowed[i] = 0
  }
  const start = given ?? new Float64Array(states * states)
  const rowStarts = new Int32Array(states + 1)
  const columns: number[] = []
  for (let j = 0; j < states; j++) {
    const targets = [...allowed.subarray(j * states, (j + 1) * states).keys()].filter(
      (k) => allowed[j * states + k] === 1,
    )
    columns.push(...targets)
    rowStarts[j + 1] = columns.length
    if (given !== undefined) continue
    const others = targets.filter((k) => k !== j).length
    const stays = targets.includes(j)
    for (const k of targets) {
      if (k === j) start[j * states + k] = others === 0 ? 1 : stay
      else start[j * states + k] = (stays ? 1 - stay : 1) / others
    }
  }
  for (let j = 0; j < states; j++) normalise(start, j * states, (j + 1) * states)
  return { allowed, start, startGiven: given !== undefined, rowStarts, columns: Int32Array.from(columns) }
}

function matrix(rows: unknown, states: number): Float64Array {
  const values = Array.isArray(rows) ? rows.flat() : [rows]
  if (values.length !== states * states || values.some((v) => typeof v !== 'number')) {
    throw new ConfigError(
      'transition-start',
      `expected ${states} rows of ${states} probabilities, got ${values.length} numbers`,
      {
        where: 'model.transition.start',
      },
    )
  }
  return Float64Array.from(values as number[])
}
