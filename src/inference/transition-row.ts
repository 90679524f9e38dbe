import type { Transitions } from './inputs.js'
import { bandedRowTotal, lowRankEntry } from './transition-entries.js'

/** Fills `row` [K] with p(z_{t+1} = k | z_t = from), whatever the kind. */
export function transitionRow(
  transitions: Transitions,
  states: number,
  t: number,
  from: number,
  row: Float64Array,
): void {
  row.fill(0, 0, states)
  switch (transitions.kind) {
    case 'dense':
    case 'per-step': {
      const at = (transitions.kind === 'dense' ? from : t * states + from) * states
      for (let k = 0; k < states; k++) row[k] = transitions.probabilities[at + k]!
      return
    }
    case 'sparse': {
      const end = transitions.rowStarts[from + 1]!
      for (let i = transitions.rowStarts[from]!; i < end; i++)
        row[transitions.columns[i]!] = transitions.probabilities[i]!
      return
    }
    case 'banded': {
      const { reach, weights } = transitions
      const total = bandedRowTotal(transitions, states, from)
      const last = Math.min(states - 1, from + reach)
      for (let k = Math.max(0, from - reach); k <= last; k++)
        row[k] = total > 0 ? weights[k - from + reach]! / total : 0
      return
    }
    case 'low-rank':
      for (let k = 0; k < states; k++) row[k] = lowRankEntry(transitions, from, k)
      return
    case 'identity':
      row[from] = 1
      return
    case 'step-weights':
      for (let k = 0; k < states; k++) row[k] = Math.exp(transitions.logWeights[t * states + k]!)
  }
}
