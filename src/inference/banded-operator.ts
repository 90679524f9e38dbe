import { NumericalError } from '../errors.js'
import type { Banded } from './inputs.js'
import { bandedRowTotal, leastPositive } from './transition-entries.js'
import type { TransitionOperator } from './transition-operator.js'
import { roomFor } from './workspace.js'

/** The reciprocal of a smaller row total would overflow. */
const LEAST_WEIGHT = 1e-300

export class BandedOperator implements TransitionOperator {
  leastEntry = 0
  #states = 0
  #reach = 0
  #weights: Float64Array = new Float64Array(0)
  /** [K] 1 / Σ of the weights that lead to a position; 0 for a row without any. */
  #inverseTotal: Float64Array = new Float64Array(0)
  #products: Float64Array = new Float64Array(0)

  prepare(transitions: Banded, states: number): this {
    this.#states = states
    this.#reach = transitions.reach
    this.#weights = transitions.weights
    this.#inverseTotal = roomFor(this.#inverseTotal, states)
    let greatest = 0
    for (let j = 0; j < states; j++) {
      const total = bandedRowTotal(transitions, states, j)
      if (total > greatest) greatest = total
      this.#inverseTotal[j] = total > 0 ? 1 / total : 0
    }
    const least = leastPositive(this.#weights, 2 * this.#reach + 1)
    if (least < LEAST_WEIGHT) {
      throw new NumericalError(
        'transition',
        `a jump weight is ${least}; expected 0 or at least ${LEAST_WEIGHT}`,
        {
          hint: 'Scale the weights (only their ratios matter), or set that jump to 0.',
        },
      )
    }
    this.leastEntry = least / greatest
    return this
  }

  advance(_t: number, now: Float64Array, nowAt: number, next: Float64Array, nextAt: number): void {
    const { length, reach, weights } = this.#band()
    next.fill(0, nextAt, nextAt + length)
    for (let j = 0; j < length; j++) {
      const x = now[nowAt + j]! * this.#inverseTotal[j]!
      const last = Math.min(length - 1, j + reach)
      for (let k = Math.max(0, j - reach); k <= last; k++) next[nextAt + k]! += x * weights[k - j + reach]!
    }
  }

  retreat(_t: number, next: Float64Array, nextAt: number, now: Float64Array, nowAt: number): void {
    const { length, reach, weights } = this.#band()
    for (let j = 0; j < length; j++) {
      const last = Math.min(length - 1, j + reach)
      let s = 0
      for (let k = Math.max(0, j - reach); k <= last; k++) s += weights[k - j + reach]! * next[nextAt + k]!
      now[nowAt + j] = s * this.#inverseTotal[j]!
    }
  }

  addCounts(steps: number, filtered: Float64Array, weights: Float64Array, counts: Float64Array): void {
    const { length, reach } = this.#band()
    const size = 2 * reach + 1
    this.#products = roomFor(this.#products, size).fill(0, 0, size)
    const products = this.#products
    for (let t = 0; t + 1 < steps; t++) {
      for (let j = 0; j < length; j++) {
        const x = filtered[t * length + j]! * this.#inverseTotal[j]!
        const last = Math.min(length - 1, j + reach)
        const next = (t + 1) * length
        for (let k = Math.max(0, j - reach); k <= last; k++)
          products[k - j + reach]! += x * weights[next + k]!
      }
    }
    for (let d = 0; d < size; d++) if (this.#weights[d]! > 0) counts[d]! += this.#weights[d]! * products[d]!
  }

  #band(): { length: number; reach: number; weights: Float64Array } {
    return { length: this.#states, reach: this.#reach, weights: this.#weights }
  }
}
