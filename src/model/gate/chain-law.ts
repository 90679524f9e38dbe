import { logSumExp } from '../../math/log-sum-exp.js'
import type { TransitionLogits } from './transition-outputs.js'

/** The law of the hidden path of one sequence as a Markov chain whose transitions change from step to step. */
export interface ChainLaw {
  /** [K] log p(z_1 = k) */
  readonly logInitial: Float64Array
  /** [T − 1][K][K] p(z_{t+1} = k | z_t = j) */
  readonly probabilities: Float64Array
}

/**
 * From the logits ψ of a network. `step`: each row of transitions is a softmax. `sequence`: p(z) ∝ exp(Σ_t ψ_t(z_{t−1}, z_t)) over whole
 * paths, the linear-chain conditional random field of Lafferty, McCallum & Pereira (2001); that is a Markov chain as well, with
 * p(z_{t+1} = k | z_t = j) ∝ exp(ψ_{t+1}(j, k)) β_{t+1}(k), where β is the sum over all that may follow, from the end back.
 *
 * @param normalise which of the two
 */
export function chainLaw(
  { initial, transition }: TransitionLogits,
  normalise: 'step' | 'sequence',
): ChainLaw {
  const states = initial.length
  const size = states * states
  const probabilities = new Float64Array(transition.length)
  const row = new Float64Array(states)
  /** log β of the step that is led to, up to a constant. */
  let ahead = new Float64Array(states)
  for (let from = transition.length - size; from >= 0; from -= size) {
    const here = new Float64Array(states)
    for (let j = 0; j < states; j++) {
      const at = from + j * states
      for (let k = 0; k < states; k++) row[k] = transition[at + k]! + ahead[k]!
      const total = logSumExp(row)
      for (let k = 0; k < states; k++) probabilities[at + k] = Math.exp(row[k]! - total)
      here[j] = total
    }
    if (normalise === 'step') continue
    const highest = here.reduce((a, b) => Math.max(a, b))
    ahead = here.map((log) => log - highest)
  }
  const first = initial.map((log, k) => log + ahead[k]!)
  const total = logSumExp(first)
  return { logInitial: first.map((log) => log - total), probabilities }
}

/** [T][K] p(z_t = k) before anything is observed. */
export function priorMarginals({ logInitial, probabilities }: ChainLaw): Float64Array {
  const states = logInitial.length
  const size = states * states
  const marginals = new Float64Array(states + probabilities.length / states)
  marginals.set(logInitial.map(Math.exp))
  for (let from = 0, at = 0; from < probabilities.length; from += size, at += states) {
    for (let j = 0; j < states; j++)
      for (let k = 0; k < states; k++)
        marginals[at + states + k]! += marginals[at + j]! * probabilities[from + j * states + k]!
  }
  return marginals
}
