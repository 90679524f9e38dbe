import type { Dense, PerStep } from '../inference/inputs.js'
import { leastPositive } from '../inference/transition-entries.js'
import type { BeamTransitions } from './beam-transitions.js'
import { ColumnMaxima } from './column-maxima.js'
import type { Dropped } from './dropped.js'
import type { Frontier } from './frontier.js'
import type { StepEdges } from './step-edges.js'
import type { Survivors } from './survivors.js'

/** Dense and per-step transitions: a step costs K for every state that is kept. */
export class DenseRows implements BeamTransitions {
  readonly leastEntry: number
  readonly #matrix: Float64Array
  readonly #states: number
  /** Numbers between the matrices of two steps. */
  readonly #stride: number
  readonly #maxima: ColumnMaxima | null
  readonly #leak: Float64Array

  constructor(transitions: Dense | PerStep, states: number, steps: number) {
    const dense = transitions.kind === 'dense'
    this.#matrix = transitions.probabilities
    this.#states = states
    this.#stride = dense ? 0 : states * states
    this.leastEntry = leastPositive(this.#matrix, states * states * (dense ? 1 : Math.max(0, steps - 1)))
    this.#maxima = dense ? new ColumnMaxima(this.#matrix, states) : null
    this.#leak = new Float64Array(states)
  }

  advance(t: number, kept: Survivors, from: number, to: number, frontier: Frontier): void {
    const states = this.#states
    const { predicted } = frontier
    this.#addRows(t, kept.states, kept.filtered, from, to, predicted)
    for (let k = 0; k < states; k++) {
      if (predicted[k]! > 0 || this.#leads(t, kept.states, from, to, k)) frontier.add(k, 0)
    }
  }

  /** Per step, or where few states are dropped, from their own rows; else with the largest p(i → l) of all of them. */
  lossRatio(
    t: number,
    dropped: Dropped,
    keptCount: number,
    { predicted }: Frontier,
    logLikelihood: Float64Array,
    at: number,
  ): number {
    const exact = this.#maxima === null || dropped.count <= keptCount
    if (exact)
      this.#addRows(t, dropped.states, dropped.mass, 0, dropped.count, this.#leak.fill(0, 0, this.#states))
    let ratio = 0
    for (let l = 0; l < this.#states; l++) {
      if (logLikelihood[at + l] === -Infinity) continue
      if (predicted[l] === 0) {
        if (this.#leads(t, dropped.states, 0, dropped.count, l)) return Infinity
        continue
      }
      const leak = exact ? this.#leak[l]! : dropped.total * this.#maxima!.ofMarked(l, dropped.marked)
      ratio = Math.max(ratio, leak / predicted[l]!)
    }
    return ratio
  }

  connect(
    t: number,
    kept: Survivors,
    from: number,
    middle: number,
    end: number,
    _places: Int32Array,
    edges: StepEdges,
  ): void {
    edges.reserve((middle - from) * (end - middle))
    const at = t * this.#stride
    const matrix = this.#matrix
    const { states } = kept
    const { from: sources, to: targets, probabilities, slots } = edges
    let e = edges.count
    for (let place = from; place < middle; place++) {
      const row = states[place]! * this.#states
      for (let to = middle; to < end; to++) {
        const slot = row + states[to]!
        const p = matrix[at + slot]!
        if (!(p > 0)) continue
        sources[e] = place
        targets[e] = to
        probabilities[e] = p
        slots[e++] = slot
      }
    }
    edges.count = e
  }

  /** sums[l] += Σ_j mass(j)·p(j → l); four rows at a time, so that the sums are read and written less often. */
  #addRows(
    t: number,
    list: Int32Array,
    mass: Float64Array,
    from: number,
    to: number,
    sums: Float64Array,
  ): void {
    const states = this.#states
    const matrix = this.#matrix
    const at = t * this.#stride
    let i = from
    for (; i + 4 <= to; i += 4) {
      const m0 = mass[i]!
      const m1 = mass[i + 1]!
      const m2 = mass[i + 2]!
      const m3 = mass[i + 3]!
      const r0 = at + list[i]! * states
      const r1 = at + list[i + 1]! * states
      const r2 = at + list[i + 2]! * states
      const r3 = at + list[i + 3]! * states
      for (let k = 0; k < states; k++) {
        sums[k]! +=
          m0 * matrix[r0 + k]! + m1 * matrix[r1 + k]! + (m2 * matrix[r2 + k]! + m3 * matrix[r3 + k]!)
      }
    }
    for (; i < to; i++) {
      const m = mass[i]!
      const row = at + list[i]! * states
      for (let k = 0; k < states; k++) sums[k]! += m * matrix[row + k]!
    }
  }

  /** Whether one of the listed states may go to k. */
  #leads(t: number, list: Int32Array, from: number, to: number, k: number): boolean {
    const at = t * this.#stride + k
    for (let i = from; i < to; i++) if (this.#matrix[at + list[i]! * this.#states]! > 0) return true
    return false
  }
}
