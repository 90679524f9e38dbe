import type { BestPath } from '../inference/engine.js'
import { edgesOfStep } from './beam-backward.js'
import type { Walk } from './beam-paths.js'

/** The most probable of the paths that survive (Viterbi over the kept states). Exact ties go to the lower state. */
export function beamBestPath({ inputs, transitions, survivors, places, edges }: Walk): BestPath {
  const { states, steps, logInitial, logLikelihood } = inputs
  const { starts, states: stateAt } = survivors
  const end = starts[steps]!
  /** [kept] place of the predecessor */
  const back = new Int32Array(end)
  const scores = new Float64Array(end).fill(-Infinity)
  for (let i = 0; i < starts[1]!; i++) scores[i] = logInitial[stateAt[i]!]! + logLikelihood[stateAt[i]!]!
  for (let t = 0, at = states; t + 1 < steps; t++, at += states) {
    edgesOfStep(t, transitions, survivors, places, edges)
    const { count, from, to, probabilities } = edges
    for (let e = 0; e < count; e++) {
      const score = scores[from[e]!]! + Math.log(probabilities[e]!)
      if (score > scores[to[e]!]!) {
        scores[to[e]!] = score
        back[to[e]!] = from[e]!
      }
    }
    for (let i = starts[t + 1]!; i < starts[t + 2]!; i++) scores[i]! += logLikelihood[at + stateAt[i]!]!
  }
  let place = starts[steps - 1]!
  for (let i = place; i < end; i++) if (scores[i]! > scores[place]!) place = i
  const logProbability = scores[place]!
  const path = new Int32Array(steps)
  for (let t = steps - 1; t >= 0; t--) {
    path[t] = stateAt[place]!
    place = back[place]!
  }
  return { path, logProbability }
}
