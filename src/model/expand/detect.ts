import { type Encoded, MISSING } from '../../encode/encoded.js'
import type { CompiledExpert } from '../expert.js'

const none: readonly number[] = []

/** The order-1 experts for which an observed symbol follows a missing one somewhere in the steps from ≤ t < to. */
export function needsExpansion(
  experts: readonly CompiledExpert[],
  data: Encoded,
  from: number,
  to: number,
): readonly number[] {
  let found = none
  for (let e = 0; e < experts.length; e++) {
    if (experts[e]!.chain === undefined) continue
    const group = data.groups[e]!
    if (group.kind === 'symbols' && observedAfterMissing(group.codes, from, to)) found = [...found, e]
  }
  return found
}

function observedAfterMissing(codes: Int32Array, from: number, to: number): boolean {
  for (let t = from + 1; t < to; t++) if (codes[t - 1] === MISSING && codes[t] !== MISSING) return true
  return false
}
