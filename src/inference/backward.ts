import type { InferenceInputs } from './inputs.js'
import type { TransitionOperator } from './transition-operator.js'
import type { Workspace } from './workspace.js'

/**
 * Scaled backward recursion after `forward`: with β_T = 1 and w_t(k) = exp(log p(x_t | k) − m_t)·β_t(k) / c_t,
 * β_t(j) = Σ_k p(j → k)·w_{t+1}(k) (Rabiner 1989, eq. 25), and the smoothed marginals are
 * γ_t(k) = p(z_t = k | x_{1:t−1})·w_t(k). `weights` becomes w, `predicted` becomes γ.
 *
 * w is finite: Σ_k p(z_t = k | x_{1:t−1})·w_t(k) = 1 bounds it for the states that the recursion kept, `LossBound` for
 * those that it counted as lost (1e-150·β_t(k) ≤ 1e-18), and it is 0 for those that are impossible.
 */
export function backward(inputs: InferenceInputs, operator: TransitionOperator, workspace: Workspace): void {
  const { states, steps } = inputs
  const { predicted, weights, inverseScale, row } = workspace
  row.fill(1, 0, states)
  for (let t = steps - 1, at = t * states; t >= 0; t--, at -= states) {
    if (t + 1 < steps) operator.retreat(t, weights, at + states, row, 0)
    const inverse = inverseScale[t]!
    for (let k = 0; k < states; k++) {
      const w = weights[at + k]! * row[k]! * inverse
      weights[at + k] = w
      predicted[at + k]! *= w
    }
  }
}
