import { NumericalError } from '../errors.js'
import type { Banded, LowRank, Sparse, StepWeights, Transitions } from './inputs.js'

/** `slot` is the place of the entry's expected count (see `transitionCountLength`). */
export type VisitTransition = (from: number, to: number, probability: number, slot: number) => void

/** Visits every positive p(z_{t+1} = to | z_t = from) of step t, by rising `from`, then rising `to` (sparse: as stored). */
export function forEachTransition(
  transitions: Transitions,
  states: number,
  t: number,
  visit: VisitTransition,
): void {
  switch (transitions.kind) {
    case 'dense':
      visitMatrix(transitions.probabilities, 0, states, visit)
      break
    case 'per-step':
      visitMatrix(transitions.probabilities, t * states * states, states, visit)
      break
    case 'sparse':
      visitSparse(transitions, states, visit)
      break
    case 'banded':
      visitBanded(transitions, states, visit)
      break
    case 'low-rank':
      visitLowRank(transitions, states, visit)
      break
    case 'identity':
      for (let k = 0; k < states; k++) visit(k, k, 1, 0)
      break
    case 'step-weights':
      visitWeights(transitions, t, states, visit)
  }
}

function visitMatrix(probabilities: Float64Array, at: number, states: number, visit: VisitTransition): void {
  for (let j = 0, slot = 0; j < states; j++) {
    for (let k = 0; k < states; k++, slot++) {
      const p = probabilities[at + slot]!
      if (p > 0) visit(j, k, p, slot)
    }
  }
}

function visitSparse(transitions: Sparse, states: number, visit: VisitTransition): void {
  const { rowStarts, columns, probabilities } = transitions
  for (let j = 0; j < states; j++) {
    for (let i = rowStarts[j]!; i < rowStarts[j + 1]!; i++) {
      if (probabilities[i]! > 0) visit(j, columns[i]!, probabilities[i]!, i)
    }
  }
}

function visitBanded(transitions: Banded, states: number, visit: VisitTransition): void {
  const { reach, weights } = transitions
  for (let j = 0; j < states; j++) {
    const total = bandedRowTotal(transitions, states, j)
    const last = Math.min(states - 1, j + reach)
    for (let k = Math.max(0, j - reach); k <= last; k++) {
      const w = weights[k - j + reach]!
      if (w > 0) visit(j, k, w / total, k - j + reach)
    }
  }
}

/** Σ of the weights of the jumps from `from` that end at a position that exists. */
export function bandedRowTotal(transitions: Banded, states: number, from: number): number {
  const { reach, weights } = transitions
  const last = Math.min(states - 1, from + reach)
  let total = 0
  for (let k = Math.max(0, from - reach); k <= last; k++) total += weights[k - from + reach]!
  return total
}

function visitLowRank(transitions: LowRank, states: number, visit: VisitTransition): void {
  for (let j = 0, slot = 0; j < states; j++) {
    for (let k = 0; k < states; k++, slot++) {
      const p = lowRankEntry(transitions, j, k)
      if (p > 0) visit(j, k, p, slot)
    }
  }
}

function visitWeights({ logWeights }: StepWeights, t: number, states: number, visit: VisitTransition): void {
  for (let j = 0; j < states; j++) {
    for (let k = 0; k < states; k++) {
      const p = Math.exp(logWeights[t * states + k]!)
      if (p > 0) visit(j, k, p, k)
    }
  }
}

/** Σ_r left[from][r]·right[to][r] */
export function lowRankEntry(transitions: LowRank, from: number, to: number): number {
  const { rank, left, right } = transitions
  let p = 0
  for (let r = 0; r < rank; r++) p += left[from * rank + r]! * right[to * rank + r]!
  return p
}

/** Least positive entry of the arrays' parts; throws NumericalError where an entry is negative, NaN or infinite. */
export function leastPositive(values: Float64Array, length = values.length): number {
  let least = Infinity
  for (let i = 0; i < length; i++) {
    const v = values[i]!
    if (!(v >= 0 && v < Infinity)) {
      throw new NumericalError(
        'transition',
        `entry ${i} of the transitions is ${v}; expected a probability`,
        {
          hint: 'Look at the parameters of the gate.',
        },
      )
    }
    if (v > 0 && v < least) least = v
  }
  return least
}
