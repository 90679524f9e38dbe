import type { BestPath } from '../inference/engine.js'
import type { InferenceInputs } from '../inference/inputs.js'
import type { Random } from '../random.js'
import { edgesOfStep, type Places } from './beam-backward.js'
import type { BeamTransitions } from './beam-transitions.js'
import type { StepEdges } from './step-edges.js'
import type { Survivors } from './survivors.js'

/** A forward pass with its history, and what is needed to walk through it. */
export interface Walk {
  readonly inputs: InferenceInputs
  readonly transitions: BeamTransitions
  readonly survivors: Survivors
  readonly places: Places
  readonly edges: StepEdges
}

/**
 * The `count` most probable of the paths that survive, best first (list Viterbi; Seshadri & Sundberg 1994, over the kept
 * states): every kept state has its `count` best paths, each with the place and the rank that it came from. Exact ties go
 * to the lower state.
 */
export function beamBestPaths(walk: Walk, count: number): BestPath[] {
  const { inputs, transitions, survivors, places, edges } = walk
  const { states, steps, logInitial, logLikelihood } = inputs
  const { starts } = survivors
  const cells = starts[steps]! * count
  /** [kept][count] place·count + rank of the predecessor */
  const back = new Int32Array(cells)
  const scores = new Float64Array(cells).fill(-Infinity)
  for (let i = 0; i < starts[1]!; i++) {
    const k = survivors.states[i]!
    scores[i * count] = logInitial[k]! + logLikelihood[k]!
  }
  for (let t = 0; t + 1 < steps; t++) {
    edgesOfStep(t, transitions, survivors, places, edges)
    for (let e = 0; e < edges.count; e++) {
      const at = edges.from[e]! * count
      merge(scores, back, at, edges.to[e]! * count, Math.log(edges.probabilities[e]!), count)
    }
    for (let i = starts[t + 1]!; i < starts[t + 2]!; i++) {
      const l = logLikelihood[(t + 1) * states + survivors.states[i]!]!
      for (let r = 0; r < count; r++) scores[i * count + r]! += l
    }
  }
  return rankedEnds(scores, starts[steps - 1]! * count, cells, count).map((end) => {
    const path = new Int32Array(steps)
    for (let t = steps - 1, cell = end; t >= 0; t--) {
      path[t] = survivors.states[Math.floor(cell / count)]!
      cell = back[cell]!
    }
    return { path, logProbability: scores[end]! }
  })
}

/** Merges one predecessor's ranked scores (+ logProbability) into the ranked list at `to`; earlier entries win ties. */
function merge(
  scores: Float64Array,
  back: Int32Array,
  from: number,
  to: number,
  logProbability: number,
  count: number,
): void {
  for (let r = 0; r < count; r++) {
    const score = scores[from + r]! + logProbability
    let place = to + count - 1
    if (!(score > scores[place]!)) return
    while (place > to && score > scores[place - 1]!) {
      scores[place] = scores[place - 1]!
      back[place] = back[place - 1]!
      place--
    }
    scores[place] = score
    back[place] = from + r
  }
}

function rankedEnds(scores: Float64Array, from: number, to: number, count: number): number[] {
  const ends: number[] = []
  for (let i = from; i < to; i++) if (scores[i]! > -Infinity) ends.push(i)
  return ends.sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, count)
}

/** A path drawn from p(z_{1:T} | x_{1:T}) among the paths that survive, from the last step back (Chib 1996). */
export function beamSamplePath(walk: Walk, random: Random): Int32Array {
  const { inputs, transitions, survivors, places, edges } = walk
  const { starts, states, filtered } = survivors
  const { steps } = inputs
  const path = new Int32Array(steps)
  let place = 0
  for (let t = steps - 1; t >= 0; t--) {
    const from = starts[t]!
    const weights = filtered.slice(from, starts[t + 1]!)
    if (t + 1 < steps) {
      edges.begin(0)
      places.set(survivors, place, place + 1)
      transitions.connect(t, survivors, from, starts[t + 1]!, place + 1, places.of, edges)
      places.clear(survivors, place, place + 1)
      weights.fill(0)
      for (let e = 0; e < edges.count; e++) {
        if (edges.to[e] !== place) continue
        weights[edges.from[e]! - from]! += filtered[edges.from[e]!]! * edges.probabilities[e]!
      }
    }
    place = from + random.index(weights)
    path[t] = states[place]!
  }
  return path
}
