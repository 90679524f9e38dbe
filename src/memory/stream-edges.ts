import type { Edges } from '../inference/edges.js'
import type { Sparse } from '../inference/inputs.js'

/** log Σ_j exp(logs[j] + log p(j → k)) */
export function logInflow(
  { starts, sources, logProbabilities }: Edges,
  logs: Float64Array,
  k: number,
): number {
  let max = -Infinity
  for (let i = starts[k]!; i < starts[k + 1]!; i++)
    max = Math.max(max, logs[sources[i]!]! + logProbabilities[i]!)
  if (max === -Infinity) return max
  let sum = 0
  for (let i = starts[k]!; i < starts[k + 1]!; i++)
    sum += Math.exp(logs[sources[i]!]! + logProbabilities[i]! - max)
  return max + Math.log(sum)
}

/** The state never changes, as compressed rows. */
export function staying(states: number): Sparse {
  return {
    kind: 'sparse',
    rowStarts: Int32Array.from({ length: states + 1 }, (_, k) => k),
    columns: Int32Array.from({ length: states }, (_, k) => k),
    probabilities: new Float64Array(states).fill(1),
  }
}
