import { Edges } from './edges.js'
import type { BestPath } from './engine.js'
import { indexArray } from './index-array.js'
import type { InferenceInputs } from './inputs.js'

/**
 * The most probable path (Viterbi; Rabiner 1989, eqs. 32-35) on logarithms:
 * δ_{t+1}(k) = max_j (δ_t(j) + log p(j → k)) + log p(x_{t+1} | k). Exact ties go to the lower state.
 */
export function viterbi(inputs: InferenceInputs): BestPath {
  const { states, steps, logInitial, logLikelihood, transitions } = inputs
  if (steps === 0) return { path: new Int32Array(0), logProbability: 0 }
  const edges = new Edges(transitions, states)
  const back = indexArray(states, steps * states)
  let now = new Float64Array(states)
  let next = new Float64Array(states)
  for (let k = 0; k < states; k++) now[k] = logInitial[k]! + logLikelihood[k]!
  for (let t = 0, at = states; t + 1 < steps; t++, at += states) {
    edges.goTo(t)
    const { starts, sources, logProbabilities } = edges
    for (let k = 0; k < states; k++) {
      const end = starts[k + 1]!
      let best = -Infinity
      let from = 0
      for (let i = starts[k]!; i < end; i++) {
        const score = now[sources[i]!]! + logProbabilities[i]!
        if (score > best) {
          best = score
          from = sources[i]!
        }
      }
      next[k] = best + logLikelihood[at + k]!
      back[at + k] = from
    }
    const swap = now
    now = next
    next = swap
  }
  let state = 0
  for (let k = 1; k < states; k++) if (now[k]! > now[state]!) state = k
  const logProbability = now[state]!
  if (logProbability === -Infinity) return { path: new Int32Array(0), logProbability }
  const path = new Int32Array(steps)
  for (let t = steps - 1; t >= 0; t--) {
    path[t] = state
    state = back[t * states + state]!
  }
  return { path, logProbability }
}
