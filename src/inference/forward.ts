import { expOfNegative } from '../math/exp-of-negative.js'
import type { InferenceInputs } from './inputs.js'
import type { LossBound } from './loss-bound.js'
import { NEGLIGIBLE, type TransitionOperator } from './transition-operator.js'
import type { Workspace } from './workspace.js'

/** exp of less would lose precision. */
const LEAST_EXPONENT = -700
/** A smaller scale says that the recursion stands on what it may have lost. */
const LEAST_SCALE = 1e-250
/** Products of smaller transitions with the bounds on what is lost would vanish. */
const LEAST_ENTRY = 1e-305
/** Times `LEAST_SCALE` it is still a number of full precision. */
const LEAST_PRODUCT = 1e-50

/**
 * Scaled forward recursion (Rabiner 1989, eqs. 91-92, scaled also by the greatest density of a step):
 * a_t(k) = p(z_t = k | x_{1:t−1})·exp(log p(x_t | k) − m_t), c_t = Σ_k a_t(k), log p(x_t | x_{1:t−1}) = m_t + log c_t.
 * Fills predicted, filtered, weights, inverseScale and, as m_t, greatest (see `fillLogPredictive`). m_t is taken over the states that are possible,
 * and the weights of the others are 0, so that no later product overflows.
 *
 * @returns log p(x_{1:T}), nats; null where underflow may have mattered or the sequence is impossible: use log-space.
 */
export function forward(
  inputs: InferenceInputs,
  operator: TransitionOperator,
  workspace: Workspace,
  loss: LossBound,
): number | null {
  const { states, steps, logInitial, logLikelihood } = inputs
  const { predicted, filtered, weights, inverseScale, greatest } = workspace
  if (operator.leastEntry < LEAST_ENTRY) return null
  const watch = operator.leastEntry < NEGLIGIBLE
  for (let k = 0; k < states; k++) predicted[k] = Math.exp(logInitial[k]!)
  loss.begin(logInitial, states)
  let losing = loss.active
  let sum = 0
  // Π c_t of the latest steps: one logarithm serves many.
  let product = 1
  for (let t = 0, at = 0; t < steps; t++, at += states) {
    const possible = losing ? loss.bound : predicted
    const possibleAt = losing ? 0 : at

    let max = -Infinity
    for (let k = 0; k < states; k++) {
      const l = logLikelihood[at + k]!
      if (l > max && possible[possibleAt + k]! > 0) max = l
    }
    if (max === -Infinity) return null

    let scale = 0
    for (let k = 0; k < states; k++) {
      const d = logLikelihood[at + k]! - max
      const e = d >= LEAST_EXPONENT && possible[possibleAt + k]! > 0 ? (d === 0 ? 1 : expOfNegative(d)) : 0
      const a = predicted[at + k]! * e
      weights[at + k] = e
      filtered[at + k] = a
      scale += a
    }
    if (!(scale >= LEAST_SCALE)) return null

    const inverse = 1 / scale
    let lost = false
    for (let k = 0; k < states; k++) {
      const f = filtered[at + k]! * inverse
      filtered[at + k] = f
      if (f < NEGLIGIBLE && possible[possibleAt + k]! > 0 && logLikelihood[at + k]! > -Infinity) lost = true
    }
    inverseScale[t] = inverse
    greatest[t] = max
    sum += max
    if (!(product > LEAST_PRODUCT && product < 1 / LEAST_PRODUCT)) {
      sum += Math.log(product)
      product = 1
    }
    product *= scale

    if (lost && !losing) {
      loss.start(predicted, at)
      losing = true
    }
    if (losing && !loss.condition(filtered, weights, logLikelihood, at, scale)) return null
    if (t + 1 === steps) break
    operator.advance(t, filtered, at, predicted, at + states)
    if (losing || watch) {
      loss.advance(operator, t, filtered, predicted, at + states)
      losing = loss.active
    }
  }
  return sum + Math.log(product)
}

/** log p(x_t | x_{1:t−1}) = m_t + log c_t for every step, after `forward`. */
export function fillLogPredictive(steps: number, workspace: Workspace): void {
  const { greatest, inverseScale, logPredictive } = workspace
  for (let t = 0; t < steps; t++) logPredictive[t] = greatest[t]! - Math.log(inverseScale[t]!)
}
