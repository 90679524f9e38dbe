import type { Transitions } from './inputs.js'

/** p(z_{t+1} = k | z_t = j) for one pair; t matters for `per-step` and `step-weights` only. Not for hot loops. */
export function transitionProbability(
  transitions: Transitions,
  states: number,
  t: number,
  j: number,
  k: number,
): number {
  switch (transitions.kind) {
    case 'identity':
      return j === k ? 1 : 0
    case 'dense':
      return transitions.probabilities[j * states + k]!
    case 'per-step':
      return transitions.probabilities[(t * states + j) * states + k]!
    case 'sparse': {
      for (let i = transitions.rowStarts[j]!; i < transitions.rowStarts[j + 1]!; i++)
        if (transitions.columns[i] === k) return transitions.probabilities[i]!
      return 0
    }
    case 'banded': {
      const { reach, weights } = transitions
      if (Math.abs(k - j) > reach) return 0
      let total = 0
      for (let to = Math.max(0, j - reach); to <= Math.min(states - 1, j + reach); to++)
        total += weights[to - j + reach]!
      return total > 0 ? weights[k - j + reach]! / total : 0
    }
    case 'low-rank': {
      let sum = 0
      for (let r = 0; r < transitions.rank; r++)
        sum += transitions.left[j * transitions.rank + r]! * transitions.right[k * transitions.rank + r]!
      return sum
    }
    case 'step-weights':
      return Math.exp(transitions.logWeights[t * states + k]!)
  }
}
