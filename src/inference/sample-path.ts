import type { Random } from '../random.js'
import type { Edges } from './edges.js'
import type { InferenceInputs } from './inputs.js'

/**
 * A path drawn from p(z_{1:T} | x_{1:T}) after a forward pass, from the last step back:
 * p(z_t = j | z_{t+1} = k, x_{1:t}) ∝ p(z_t = j | x_{1:t})·p(j → k) (Chib 1996).
 * `filtered` [T][K] holds probabilities, or logarithms where `logSpace` says so.
 */
export function samplePathBackward(
  inputs: InferenceInputs,
  edges: Edges,
  filtered: Float64Array,
  logSpace: boolean,
  random: Random,
): Int32Array {
  const { states, steps } = inputs
  const path = new Int32Array(steps)
  const weights = new Float64Array(states)
  for (let t = steps - 1; t >= 0; t--) {
    const row = filtered.subarray(t * states, (t + 1) * states)
    if (t === steps - 1) weights.set(row)
    else {
      edges.goTo(t)
      weightByEdges(edges, path[t + 1]!, row, logSpace, weights)
    }
    if (logSpace) exponentiate(weights)
    path[t] = random.index(weights)
  }
  return path
}

function weightByEdges(
  edges: Edges,
  to: number,
  row: Float64Array,
  logSpace: boolean,
  weights: Float64Array,
): void {
  weights.fill(logSpace ? -Infinity : 0)
  for (let i = edges.starts[to]!; i < edges.starts[to + 1]!; i++) {
    const j = edges.sources[i]!
    weights[j] = logSpace ? row[j]! + edges.logProbabilities[i]! : row[j]! * edges.probabilities[i]!
  }
}

function exponentiate(weights: Float64Array): void {
  let max = -Infinity
  for (const w of weights) if (w > max) max = w
  for (let k = 0; k < weights.length; k++) weights[k] = Math.exp(weights[k]! - max)
}
