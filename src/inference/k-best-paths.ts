import { Edges } from './edges.js'
import type { BestPath } from './engine.js'
import { type IndexArray, indexArray } from './index-array.js'
import type { InferenceInputs } from './inputs.js'

/**
 * The `count` most probable distinct paths of positive probability, best first (list Viterbi; Seshadri & Sundberg
 * 1994, parallel form): every state keeps its `count` best paths, each with the state and the rank that it came from.
 */
export function kBestPaths(inputs: InferenceInputs, count: number): BestPath[] {
  const { states, steps, logInitial, logLikelihood, transitions } = inputs
  if (count < 1) return []
  if (steps === 0) return [{ path: new Int32Array(0), logProbability: 0 }]
  const edges = new Edges(transitions, states)
  const width = states * count
  /** [T][K][count] state·count + rank of the predecessor */
  const back = indexArray(width, steps * width)
  let now = new Float64Array(width).fill(-Infinity)
  let next = new Float64Array(width)
  for (let k = 0; k < states; k++) now[k * count] = logInitial[k]! + logLikelihood[k]!
  for (let t = 0; t + 1 < steps; t++) {
    edges.goTo(t)
    next.fill(-Infinity)
    const backAt = (t + 1) * width
    for (let k = 0; k < states; k++) {
      for (let i = edges.starts[k]!; i < edges.starts[k + 1]!; i++) {
        mergeRanked(
          now,
          edges.sources[i]! * count,
          edges.logProbabilities[i]!,
          next,
          back,
          backAt,
          k * count,
          count,
        )
      }
      for (let r = 0; r < count; r++) next[k * count + r]! += logLikelihood[(t + 1) * states + k]!
    }
    const swap = now
    now = next
    next = swap
  }
  return rankedEnds(now, states, count).map((end) => ({
    path: traceBack(back, width, count, steps, end),
    logProbability: now[end]!,
  }))
}

/** Merges one predecessor's ranked scores (+ logProbability) into the ranked list at `to`; earlier entries win ties. */
function mergeRanked(
  now: Float64Array,
  from: number,
  logProbability: number,
  next: Float64Array,
  back: IndexArray,
  backAt: number,
  to: number,
  count: number,
): void {
  for (let r = 0; r < count; r++) {
    const score = now[from + r]! + logProbability
    let place = count - 1
    if (!(score > next[to + place]!)) return
    while (place > 0 && score > next[to + place - 1]!) {
      next[to + place] = next[to + place - 1]!
      back[backAt + to + place] = back[backAt + to + place - 1]!
      place--
    }
    next[to + place] = score
    back[backAt + to + place] = from + r
  }
}

function rankedEnds(scores: Float64Array, states: number, count: number): number[] {
  const ends: number[] = []
  for (let i = 0; i < states * count; i++) if (scores[i]! > -Infinity) ends.push(i)
  return ends.sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, count)
}

function traceBack(back: IndexArray, width: number, count: number, steps: number, end: number): Int32Array {
  const path = new Int32Array(steps)
  for (let t = steps - 1, node = end; t >= 0; t--) {
    path[t] = Math.floor(node / count)
    node = back[t * width + node]!
  }
  return path
}
