import type { LowRank } from '../inference/inputs.js'
import { leastPositive, lowRankEntry } from '../inference/transition-entries.js'
import { matrixTimesVector } from '../math/matrix-times-vector.js'
import { type BeamTransitions, TINY } from './beam-transitions.js'
import type { Dropped } from './dropped.js'
import type { Frontier } from './frontier.js'
import type { StepEdges } from './step-edges.js'
import type { Survivors } from './survivors.js'

/** Low-rank transitions: a step costs R for each of the K states that are reached, and R for each that is kept. */
export class LowRankRows implements BeamTransitions {
  readonly leastEntry: number
  readonly #transitions: LowRank
  readonly #states: number
  /** [R] Σ_j mass(j)·left[j] */
  readonly #inner: Float64Array
  readonly #sums: Float64Array
  readonly #leadsTo: Uint8Array

  constructor(transitions: LowRank, states: number) {
    const { rank, left, right } = transitions
    this.#transitions = transitions
    this.#states = states
    this.#inner = new Float64Array(rank)
    this.#sums = new Float64Array(states)
    this.leastEntry =
      Math.min(1, leastPositive(left, states * rank)) * Math.min(1, leastPositive(right, states * rank))
    this.#leadsTo = Uint8Array.from({ length: states }, (_, k) =>
      right.subarray(k * rank, (k + 1) * rank).some((value) => value > 0) ? 1 : 0,
    )
  }

  advance(_t: number, kept: Survivors, from: number, to: number, frontier: Frontier): void {
    this.#spread(kept.states, kept.filtered, from, to)
    const vanishing = this.leastEntry < TINY
    for (let k = 0; k < this.#states; k++) {
      if (this.#sums[k]! > 0 || (vanishing && this.#leadsTo[k] === 1)) frontier.add(k, this.#sums[k]!)
    }
  }

  lossRatio(
    _t: number,
    dropped: Dropped,
    _keptCount: number,
    { predicted }: Frontier,
    logLikelihood: Float64Array,
    at: number,
  ): number {
    this.#spread(dropped.states, dropped.mass, 0, dropped.count)
    let ratio = 0
    for (let l = 0; l < this.#states; l++) {
      if (logLikelihood[at + l] === -Infinity) continue
      if (predicted[l] === 0) {
        if (this.#leads(dropped, l)) return Infinity
        continue
      }
      ratio = Math.max(ratio, this.#sums[l]! / predicted[l]!)
    }
    return ratio
  }

  connect(
    _t: number,
    kept: Survivors,
    from: number,
    middle: number,
    end: number,
    _places: Int32Array,
    edges: StepEdges,
  ): void {
    edges.reserve((middle - from) * (end - middle))
    for (let place = from; place < middle; place++) {
      const j = kept.states[place]!
      for (let to = middle; to < end; to++) {
        const k = kept.states[to]!
        const p = lowRankEntry(this.#transitions, j, k)
        if (p > 0) edges.add(place, to, p, j * this.#states + k)
      }
    }
  }

  /** sums = (Σ_j mass(j)·left[j])·rightᵀ */
  #spread(list: Int32Array, mass: Float64Array, from: number, to: number): void {
    const { rank, left, right } = this.#transitions
    const inner = this.#inner.fill(0)
    for (let i = from; i < to; i++) {
      const m = mass[i]!
      for (let r = 0, at = list[i]! * rank; r < rank; r++) inner[r]! += m * left[at + r]!
    }
    matrixTimesVector(right, 0, this.#states, rank, inner, 0, this.#sums, 0)
  }

  #leads({ count, states }: Dropped, to: number): boolean {
    const { rank, left, right } = this.#transitions
    for (let i = 0; i < count; i++) {
      for (let r = 0; r < rank; r++)
        if (left[states[i]! * rank + r]! > 0 && right[to * rank + r]! > 0) return true
    }
    return false
  }
}
