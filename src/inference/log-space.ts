import { logSumExp } from '../math/log-sum-exp.js'
import type { Edges } from './edges.js'
import type { Likelihood } from './engine.js'
import type { InferenceInputs } from './inputs.js'
import type { Workspace } from './workspace.js'

/**
 * Forward recursion on logarithms, for sequences on which the scaled one may underflow:
 * log p(z_{t+1} = k | x_{1:t}) = log Σ_j exp(log p(z_t = j | x_{1:t}) + log p(j → k)).
 * Fills predicted, filtered (both logarithms) and logPredictive, up to the impossible step where there is one.
 */
export function logForward(inputs: InferenceInputs, edges: Edges, workspace: Workspace): Likelihood {
  const { states, steps, logInitial, logLikelihood } = inputs
  const { predicted, filtered, logPredictive } = workspace
  predicted.set(logInitial.subarray(0, states))
  let sum = 0
  for (let t = 0, at = 0; t < steps; t++, at += states) {
    for (let k = 0; k < states; k++) filtered[at + k] = predicted[at + k]! + logLikelihood[at + k]!
    const norm = logSumExp(filtered, at, at + states)
    logPredictive[t] = norm
    sum += norm
    if (norm === -Infinity) {
      logPredictive.fill(-Infinity, t, steps)
      return { logLikelihood: -Infinity, impossibleAt: t }
    }
    for (let k = 0; k < states; k++) filtered[at + k]! -= norm
    if (t + 1 < steps) {
      edges.goTo(t)
      logAdvance(edges, states, filtered, at, predicted, at + states)
    }
  }
  return { logLikelihood: sum, impossibleAt: -1 }
}

function logAdvance(
  edges: Edges,
  states: number,
  now: Float64Array,
  nowAt: number,
  next: Float64Array,
  nextAt: number,
): void {
  const { starts, sources, logProbabilities } = edges
  for (let k = 0; k < states; k++) {
    const end = starts[k + 1]!
    let max = -Infinity
    for (let i = starts[k]!; i < end; i++)
      max = Math.max(max, now[nowAt + sources[i]!]! + logProbabilities[i]!)
    let sum = 0
    if (max > -Infinity) {
      for (let i = starts[k]!; i < end; i++)
        sum += Math.exp(now[nowAt + sources[i]!]! + logProbabilities[i]! - max)
    }
    next[nextAt + k] = sum > 0 ? max + Math.log(sum) : -Infinity
  }
}

/**
 * Backward recursion on logarithms after a `logForward` that found the sequence possible. `weights` becomes
 * log w_t(k) = log p(x_{t:T} | z_t = k) − log p(x_{t:T} | x_{1:t−1}), `predicted` the smoothed marginals (probabilities).
 */
export function logBackward(inputs: InferenceInputs, edges: Edges, workspace: Workspace): void {
  const { states, steps, logLikelihood } = inputs
  const { predicted, weights, logPredictive, row } = workspace
  const max = new Float64Array(states)
  row.fill(0, 0, states)
  for (let t = steps - 1, at = t * states; t >= 0; t--, at -= states) {
    if (t + 1 < steps) {
      edges.goTo(t)
      logRetreat(edges, states, weights, at + states, row, max)
    }
    for (let k = 0; k < states; k++) {
      weights[at + k] = logLikelihood[at + k]! + row[k]! - logPredictive[t]!
      predicted[at + k]! += weights[at + k]!
    }
    // Sums of thousands of logarithms are off by some 1e-12: the marginals sum to one again.
    const norm = logSumExp(predicted, at, at + states)
    for (let k = 0; k < states; k++) predicted[at + k] = Math.exp(predicted[at + k]! - norm)
  }
}

/** now[j] = log Σ_k exp(log p(j → k) + next[k]); `max` is scratch. */
function logRetreat(
  edges: Edges,
  states: number,
  next: Float64Array,
  nextAt: number,
  now: Float64Array,
  max: Float64Array,
): void {
  const { starts, sources, logProbabilities } = edges
  max.fill(-Infinity)
  for (let k = 0; k < states; k++) {
    for (let i = starts[k]!; i < starts[k + 1]!; i++) {
      const j = sources[i]!
      max[j] = Math.max(max[j]!, logProbabilities[i]! + next[nextAt + k]!)
    }
  }
  now.fill(0, 0, states)
  for (let k = 0; k < states; k++) {
    for (let i = starts[k]!; i < starts[k + 1]!; i++) {
      const j = sources[i]!
      if (max[j]! > -Infinity) now[j]! += Math.exp(logProbabilities[i]! + next[nextAt + k]! - max[j]!)
    }
  }
  for (let j = 0; j < states; j++) now[j] = now[j]! > 0 ? max[j]! + Math.log(now[j]!) : -Infinity
}

/** Adds Σ_t p(z_t = j, z_{t+1} = k | x_{1:T}) to `counts`, after `logForward` and `logBackward`. */
export function addLogCounts(
  inputs: InferenceInputs,
  edges: Edges,
  workspace: Workspace,
  counts: Float64Array,
): void {
  forEachLogPair(inputs, edges, workspace, (_t, _from, _to, slot, probability) => {
    counts[slot]! += probability
  })
}

/** Visits p(z_t = from, z_{t+1} = to | x_{1:T}) for every transition that is not a structural zero. */
export function forEachLogPair(
  inputs: InferenceInputs,
  edges: Edges,
  workspace: Workspace,
  visit: (t: number, from: number, to: number, slot: number, probability: number) => void,
): void {
  const { states, steps } = inputs
  const { filtered, weights } = workspace
  for (let t = 0, at = 0; t + 1 < steps; t++, at += states) {
    edges.goTo(t)
    const { starts, sources, logProbabilities, slots } = edges
    for (let k = 0; k < states; k++) {
      for (let i = starts[k]!; i < starts[k + 1]!; i++) {
        const j = sources[i]!
        visit(
          t,
          j,
          k,
          slots[i]!,
          Math.exp(filtered[at + j]! + logProbabilities[i]! + weights[at + states + k]!),
        )
      }
    }
  }
}
