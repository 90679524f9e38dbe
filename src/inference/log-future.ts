import { hasMatrix, type InferenceInputs } from './inputs.js'
import { transitionRow } from './transition-row.js'

/**
 * [T][K] log p(x_{t+1:T} | z_t = k), nats: the backward messages, in log-space so that none underflows (Rabiner 1989, eq. 25).
 * −Infinity where the future is impossible. Costs T·K² logarithms; states that do not depend on each other, or never change, T·K.
 */
export function logFuture(inputs: InferenceInputs): Float64Array {
  const { states: K, steps: T, transitions, logLikelihood } = inputs
  const future = new Float64Array(T * K)
  const ahead = new Float64Array(K)
  let moves = transitions.kind === 'per-step' || !hasMatrix(transitions) ? null : logMoves(inputs, 0)
  for (let t = T - 2; t >= 0; t--) {
    const next = (t + 1) * K
    for (let k = 0; k < K; k++) ahead[k] = logLikelihood[next + k]! + future[next + k]!
    if (transitions.kind === 'step-weights') {
      future.fill(logSum(transitions.logWeights, t * K, ahead), t * K, next)
      continue
    }
    if (transitions.kind === 'identity') {
      future.set(ahead, t * K)
      continue
    }
    if (transitions.kind === 'per-step') moves = logMoves(inputs, t)
    for (let j = 0; j < K; j++) future[t * K + j] = logSum(moves!, j * K, ahead)
  }
  return future
}

/** log Σ_k exp(moves[from + k] + ahead[k]) */
function logSum(moves: Float64Array, from: number, ahead: Float64Array): number {
  let most = Number.NEGATIVE_INFINITY
  for (let k = 0; k < ahead.length; k++) most = Math.max(most, moves[from + k]! + ahead[k]!)
  if (most === Number.NEGATIVE_INFINITY) return most
  let sum = 0
  for (let k = 0; k < ahead.length; k++) sum += Math.exp(moves[from + k]! + ahead[k]! - most)
  return most + Math.log(sum)
}

/** [K][K] log p(z_{t+1} = k | z_t = j) */
function logMoves({ states: K, transitions }: InferenceInputs, t: number): Float64Array {
  const moves = new Float64Array(K * K)
  const row = new Float64Array(K)
  for (let j = 0; j < K; j++) {
    transitionRow(transitions, K, t, j, row)
    for (let k = 0; k < K; k++) moves[j * K + k] = Math.log(row[k]!)
  }
  return moves
}
