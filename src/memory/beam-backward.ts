import type { BeamTransitions } from './beam-transitions.js'
import { grown } from './room.js'
import type { StepEdges } from './step-edges.js'
import type { Survivors } from './survivors.js'

/** Takes in p(z_t = from, z_{t+1} = to | x_{1:T}), from and to being places in the lists of the survivors. */
export type VisitPair = (t: number, from: number, to: number, probability: number) => void

/** [K] the place of each state among the survivors of one step, −1 elsewhere; all −1 between calls. */
export class Places {
  of: Int32Array = new Int32Array(0)

  reserve(states: number): void {
    if (this.of.length < states) this.of = new Int32Array(states).fill(-1)
  }

  set({ states }: Survivors, from: number, to: number): void {
    for (let i = from; i < to; i++) this.of[states[i]!] = i
  }

  clear({ states }: Survivors, from: number, to: number): void {
    for (let i = from; i < to; i++) this.of[states[i]!] = -1
  }
}

/** Lists the transitions of the step t → t + 1 among the survivors. */
export function edgesOfStep(
  t: number,
  transitions: BeamTransitions,
  survivors: Survivors,
  places: Places,
  edges: StepEdges,
): void {
  const { starts } = survivors
  const middle = starts[t + 1]!
  const end = starts[t + 2]!
  edges.begin(0)
  places.set(survivors, middle, end)
  transitions.connect(t, survivors, starts[t]!, middle, end, places.of, edges)
  places.clear(survivors, middle, end)
}

/**
 * Backward recursion over the survivors: β_T = 1, β_t(j) = Σ_k A_jk·w_{t+1}(k) with w_t(k) = factor_t(k)·β_t(k). Fills `survivors.beta`;
 * the smoothed marginals are filtered·β, and the pairwise ones filtered_t(j)·A_jk·w_{t+1}(k) are added to `counts` and shown to `visit`.
 */
export function beamBackward(
  steps: number,
  transitions: BeamTransitions,
  survivors: Survivors,
  places: Places,
  edges: StepEdges,
  counts?: Float64Array,
  visit?: VisitPair,
): void {
  const { starts, filtered, factors } = survivors
  const last = starts[steps]!
  const beta = grown(survivors.beta, last, 0)
  survivors.beta = beta
  beta.fill(0, 0, starts[steps - 1]!)
  beta.fill(1, starts[steps - 1]!, last)
  for (let t = steps - 2; t >= 0; t--) {
    edgesOfStep(t, transitions, survivors, places, edges)
    const { from, to, probabilities, slots, count } = edges
    for (let e = 0; e < count; e++) {
      const j = from[e]!
      const k = to[e]!
      const w = probabilities[e]! * factors[k]! * beta[k]!
      beta[j]! += w
      if (counts !== undefined) counts[slots[e]!]! += filtered[j]! * w
      if (visit !== undefined) visit(t, j, k, filtered[j]! * w)
    }
  }
}
