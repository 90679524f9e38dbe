import type { Complaint } from '../problems.js'
import type { ModelConfig } from '../schema.js'
import { distributionFault, plural } from './distribution.js'

/** The initial distribution: a law over the K states that the gate can have. */
export function checkInitial(model: ModelConfig): Complaint[] {
  const { initial, gate, states } = model
  const path = ['model', 'initial']
  if (initial === 'stationary' && gate !== 'markov') {
    const message = `stationary is the long-run distribution of a transition matrix, and the gate ${gate} has none; write free, a list of weights, or gate: markov`
    return [{ path, message }]
  }
  const listPath = Array.isArray(initial) ? path : [...path, 'start']
  const weights = Array.isArray(initial) ? initial : typeof initial === 'object' ? initial.start : undefined
  if (weights === undefined) return []
  if (states !== undefined && weights.length !== states) {
    return [
      {
        path: listPath,
        message: `expected ${plural(states, 'weight')}, one for each state, got ${weights.length}`,
      },
    ]
  }
  const fault = distributionFault(weights)
  return fault === null ? [] : [{ path: listPath, message: fault }]
}
