import type { BestPath } from './engine.js'
import type { InferenceInputs, Transitions } from './inputs.js'

/** [K] p(z_{t+1} = k) where it does not depend on z_t (left factors of 1 and rank 1); null for other transitions. */
export function memorylessLaw(transitions: Transitions): Float64Array | null {
  if (transitions.kind !== 'low-rank' || transitions.rank !== 1) return null
  return transitions.left.every((factor) => factor === 1) ? transitions.right : null
}

/** The most probable path of states that do not depend on each other: the best of each step. Exact ties go to the lower state. */
export function bestIndependentPath(inputs: InferenceInputs, law: Float64Array): BestPath {
  const { states, steps, logInitial, logLikelihood } = inputs
  const path = new Int32Array(steps)
  const logLaw = law.map(Math.log)
  let logProbability = 0
  for (let t = 0; t < steps; t++) {
    const prior = t === 0 ? logInitial : logLaw
    let best = 0
    let most = -Infinity
    for (let k = 0; k < states; k++) {
      const score = prior[k]! + logLikelihood[t * states + k]!
      if (score > most) {
        most = score
        best = k
      }
    }
    path[t] = best
    // In the order in which Viterbi adds.
    logProbability = logProbability + prior[best]! + logLikelihood[t * states + best]!
  }
  return logProbability === -Infinity ? { path: new Int32Array(0), logProbability } : { path, logProbability }
}
