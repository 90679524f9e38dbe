import type { Edges } from './edges.js'
import type { InferenceInputs } from './inputs.js'
import { forEachLogPair } from './log-space.js'
import type { Workspace } from './workspace.js'

/** ξ_t(j, k) = p(z_t = j | x_{1:t})·p(j → k)·w_{t+1}(k), [T − 1][K][K], after scaled forward and backward passes. */
export function pairwiseScaled(inputs: InferenceInputs, edges: Edges, workspace: Workspace): Float64Array {
  const { states, steps } = inputs
  const { filtered, weights } = workspace
  const pairs = new Float64Array(Math.max(0, steps - 1) * states * states)
  for (let t = 0, at = 0; t + 1 < steps; t++, at += states) {
    edges.goTo(t)
    const { starts, sources, probabilities } = edges
    for (let k = 0; k < states; k++) {
      for (let i = starts[k]!; i < starts[k + 1]!; i++) {
        const j = sources[i]!
        pairs[(at + j) * states + k] = filtered[at + j]! * probabilities[i]! * weights[at + states + k]!
      }
    }
  }
  return pairs
}

/** The same after `logForward` and `logBackward`. */
export function pairwiseLogSpace(inputs: InferenceInputs, edges: Edges, workspace: Workspace): Float64Array {
  const { states, steps } = inputs
  const pairs = new Float64Array(Math.max(0, steps - 1) * states * states)
  forEachLogPair(inputs, edges, workspace, (t, from, to, _slot, probability) => {
    pairs[(t * states + from) * states + to] = probability
  })
  return pairs
}
