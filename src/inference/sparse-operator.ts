import type { Sparse } from './inputs.js'
import { leastPositive } from './transition-entries.js'
import type { TransitionOperator } from './transition-operator.js'
import { roomFor } from './workspace.js'

export class SparseOperator implements TransitionOperator {
  leastEntry = 0
  #states = 0
  #rowStarts: Int32Array = new Int32Array(0)
  #columns: Int32Array = new Int32Array(0)
  #probabilities: Float64Array = new Float64Array(0)
  #products: Float64Array = new Float64Array(0)

  prepare(transitions: Sparse, states: number): this {
    this.#states = states
    this.#rowStarts = transitions.rowStarts
    this.#columns = transitions.columns
    this.#probabilities = transitions.probabilities
    this.leastEntry = leastPositive(this.#probabilities, this.#columns.length)
    return this
  }

  advance(_t: number, now: Float64Array, nowAt: number, next: Float64Array, nextAt: number): void {
    const rowStarts = this.#rowStarts
    const columns = this.#columns
    const probabilities = this.#probabilities
    next.fill(0, nextAt, nextAt + this.#states)
    for (let j = 0; j < this.#states; j++) {
      const x = now[nowAt + j]!
      const end = rowStarts[j + 1]!
      for (let i = rowStarts[j]!; i < end; i++) next[nextAt + columns[i]!]! += x * probabilities[i]!
    }
  }

  retreat(_t: number, next: Float64Array, nextAt: number, now: Float64Array, nowAt: number): void {
    const rowStarts = this.#rowStarts
    const columns = this.#columns
    const probabilities = this.#probabilities
    for (let j = 0; j < this.#states; j++) {
      const end = rowStarts[j + 1]!
      let s = 0
      for (let i = rowStarts[j]!; i < end; i++) s += probabilities[i]! * next[nextAt + columns[i]!]!
      now[nowAt + j] = s
    }
  }

  addCounts(steps: number, filtered: Float64Array, weights: Float64Array, counts: Float64Array): void {
    const rowStarts = this.#rowStarts
    const columns = this.#columns
    const size = columns.length
    const states = this.#states
    this.#products = roomFor(this.#products, size).fill(0, 0, size)
    const products = this.#products
    for (let at = 0, next = states; next < steps * states; at += states, next += states) {
      for (let j = 0; j < states; j++) {
        const f = filtered[at + j]!
        const end = rowStarts[j + 1]!
        for (let i = rowStarts[j]!; i < end; i++) products[i]! += f * weights[next + columns[i]!]!
      }
    }
    for (let i = 0; i < size; i++)
      if (this.#probabilities[i]! > 0) counts[i]! += this.#probabilities[i]! * products[i]!
  }
}
