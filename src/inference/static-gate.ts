import { logSumExp } from '../math/log-sum-exp.js'
import type { Random } from '../random.js'
import type { BestPath, Likelihood } from './engine.js'
import type { InferenceInputs } from './inputs.js'
import type { Workspace } from './workspace.js'

/**
 * `identity` transitions: one state k for the whole sequence, log p(x) = log Σ_k exp(log p(k) + Σ_t log p(x_t | k)).
 * Running sums s_t(k) = log p(k) + Σ log p(x | k), kept relative to the greatest of them, so that long sequences lose
 * no digits. Fills logPredictive and, where asked, filtered and predicted; the last sums stand in `row`.
 */
export function accumulate(inputs: InferenceInputs, workspace: Workspace, fill: boolean): Likelihood {
  const { states, steps, logInitial, logLikelihood } = inputs
  const { predicted, filtered, logPredictive, row } = workspace
  row.set(logInitial.subarray(0, states))
  let before = logSumExp(row, 0, states)
  let sum = 0
  for (let t = 0, at = 0; t < steps; t++, at += states) {
    if (fill) for (let k = 0; k < states; k++) predicted[at + k] = Math.exp(row[k]! - before)
    let max = -Infinity
    for (let k = 0; k < states; k++) {
      const s = row[k]! + logLikelihood[at + k]!
      row[k] = s
      if (s > max) max = s
    }
    if (max === -Infinity) {
      logPredictive.fill(-Infinity, t, steps)
      return { logLikelihood: -Infinity, impossibleAt: t }
    }
    for (let k = 0; k < states; k++) row[k]! -= max
    const after = logSumExp(row, 0, states)
    logPredictive[t] = max + after - before
    sum += logPredictive[t]!
    before = after
    if (fill) for (let k = 0; k < states; k++) filtered[at + k] = Math.exp(row[k]! - after)
  }
  return { logLikelihood: sum, impossibleAt: -1 }
}

/** The posterior of k at every step, in `predicted` [T][K], after `accumulate`. */
export function spreadPosterior(inputs: InferenceInputs, workspace: Workspace): void {
  const { states, steps } = inputs
  const { predicted, row } = workspace
  exponentiate(row, states)
  for (let t = 0; t < steps; t++) for (let k = 0; k < states; k++) predicted[t * states + k] = row[k]!
}

/** Draws k from its posterior after `accumulate`: a constant path. */
export function sampleConstantPath(
  inputs: InferenceInputs,
  workspace: Workspace,
  random: Random,
): Int32Array {
  const posterior = workspace.row.slice(0, inputs.states)
  exponentiate(posterior, inputs.states)
  return new Int32Array(inputs.steps).fill(random.index(posterior))
}

/** p(z_t = j, z_{t+1} = k | x), [T − 1][K][K]: the posterior on the diagonal, after `accumulate`. */
export function diagonalPairs(inputs: InferenceInputs, workspace: Workspace): Float64Array {
  const { states, steps } = inputs
  const pairs = new Float64Array(Math.max(0, steps - 1) * states * states)
  exponentiate(workspace.row, states)
  for (let t = 0; t + 1 < steps; t++) {
    for (let k = 0; k < states; k++) pairs[(t * states + k) * states + k] = workspace.row[k]!
  }
  return pairs
}

/** Constant paths by falling log p(x, k); ties go to the lower state. */
export function bestConstantPaths(inputs: InferenceInputs, count: number): BestPath[] {
  const { states, steps, logInitial, logLikelihood } = inputs
  if (steps === 0) return count < 1 ? [] : [{ path: new Int32Array(0), logProbability: 0 }]
  const scores = logInitial.slice(0, states)
  for (let t = 0; t < steps; t++)
    for (let k = 0; k < states; k++) scores[k]! += logLikelihood[t * states + k]!
  return Array.from(scores.keys())
    .filter((k) => scores[k]! > -Infinity)
    .sort((a, b) => scores[b]! - scores[a]! || a - b)
    .slice(0, Math.max(0, count))
    .map((k) => ({ path: new Int32Array(steps).fill(k), logProbability: scores[k]! }))
}

function exponentiate(logs: Float64Array, length: number): void {
  const norm = logSumExp(logs, 0, length)
  for (let k = 0; k < length; k++) logs[k] = Math.exp(logs[k]! - norm)
}
