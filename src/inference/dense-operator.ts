import { addOuterProducts } from '../math/add-outer-products.js'
import { vectorTimesMatrix } from '../math/vector-times-matrix.js'
import type { Dense } from './inputs.js'
import { leastPositive } from './transition-entries.js'
import type { TransitionOperator } from './transition-operator.js'
import { roomFor } from './workspace.js'

export class DenseOperator implements TransitionOperator {
  leastEntry = 0
  #states = 0
  #matrix: Float64Array = new Float64Array(0)
  #transpose: Float64Array = new Float64Array(0)
  #products: Float64Array = new Float64Array(0)

  prepare(transitions: Dense, states: number): this {
    this.#states = states
    this.#matrix = transitions.probabilities
    this.leastEntry = leastPositive(this.#matrix, states * states)
    this.#transpose = roomFor(this.#transpose, states * states)
    for (let j = 0; j < states; j++) {
      for (let k = 0; k < states; k++) this.#transpose[k * states + j] = this.#matrix[j * states + k]!
    }
    return this
  }

  advance(_t: number, now: Float64Array, nowAt: number, next: Float64Array, nextAt: number): void {
    vectorTimesMatrix(now, nowAt, this.#matrix, 0, this.#states, this.#states, next, nextAt)
  }

  retreat(_t: number, next: Float64Array, nextAt: number, now: Float64Array, nowAt: number): void {
    vectorTimesMatrix(next, nextAt, this.#transpose, 0, this.#states, this.#states, now, nowAt)
  }

  addCounts(steps: number, filtered: Float64Array, weights: Float64Array, counts: Float64Array): void {
    const size = this.#states * this.#states
    this.#products = roomFor(this.#products, size).fill(0, 0, size)
    addOuterProducts(filtered, 0, weights, this.#states, steps - 1, this.#states, this.#products)
    for (let i = 0; i < size; i++)
      if (this.#matrix[i]! > 0) counts[i]! += this.#matrix[i]! * this.#products[i]!
  }
}
