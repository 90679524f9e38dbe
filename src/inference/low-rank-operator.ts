import { addOuterProducts } from '../math/add-outer-products.js'
import { matrixTimesVector } from '../math/matrix-times-vector.js'
import { vectorTimesMatrix } from '../math/vector-times-matrix.js'
import type { LowRank } from './inputs.js'
import { leastPositive, lowRankEntry } from './transition-entries.js'
import type { TransitionOperator } from './transition-operator.js'
import { roomFor } from './workspace.js'

/** A step costs 2·K·R; only expected counts take K². */
export class LowRankOperator implements TransitionOperator {
  leastEntry = 0
  #states = 0
  #transitions: LowRank = { kind: 'low-rank', rank: 0, left: new Float64Array(0), right: new Float64Array(0) }
  #inner: Float64Array = new Float64Array(0)
  #products: Float64Array = new Float64Array(0)

  prepare(transitions: LowRank, states: number): this {
    const { rank, left, right } = transitions
    this.#states = states
    this.#transitions = transitions
    this.#inner = roomFor(this.#inner, rank)
    // A factor above 1 in one matrix does not save what a small one in the other has lost on the way.
    this.leastEntry =
      Math.min(1, leastPositive(left, states * rank)) * Math.min(1, leastPositive(right, states * rank))
    return this
  }

  advance(_t: number, now: Float64Array, nowAt: number, next: Float64Array, nextAt: number): void {
    const { rank, left, right } = this.#transitions
    vectorTimesMatrix(now, nowAt, left, 0, this.#states, rank, this.#inner, 0)
    matrixTimesVector(right, 0, this.#states, rank, this.#inner, 0, next, nextAt)
  }

  retreat(_t: number, next: Float64Array, nextAt: number, now: Float64Array, nowAt: number): void {
    const { rank, left, right } = this.#transitions
    vectorTimesMatrix(next, nextAt, right, 0, this.#states, rank, this.#inner, 0)
    matrixTimesVector(left, 0, this.#states, rank, this.#inner, 0, now, nowAt)
  }

  addCounts(steps: number, filtered: Float64Array, weights: Float64Array, counts: Float64Array): void {
    const states = this.#states
    this.#products = roomFor(this.#products, states * states).fill(0, 0, states * states)
    addOuterProducts(filtered, 0, weights, states, steps - 1, states, this.#products)
    for (let j = 0, i = 0; j < states; j++) {
      for (let k = 0; k < states; k++, i++) {
        const p = lowRankEntry(this.#transitions, j, k)
        if (p > 0) counts[i]! += p * this.#products[i]!
      }
    }
  }
}
