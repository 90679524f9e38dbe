import { matrixTimesVector } from '../math/matrix-times-vector.js'
import { vectorTimesMatrix } from '../math/vector-times-matrix.js'
import type { PerStep } from './inputs.js'
import { leastPositive } from './transition-entries.js'
import type { TransitionOperator } from './transition-operator.js'

export class PerStepOperator implements TransitionOperator {
  leastEntry = 0
  #states = 0
  #matrices: Float64Array = new Float64Array(0)

  prepare(transitions: PerStep, states: number, steps: number): this {
    this.#states = states
    this.#matrices = transitions.probabilities
    const length = Math.max(0, steps - 1) * states * states
    this.leastEntry = leastPositive(this.#matrices, length)
    return this
  }

  advance(t: number, now: Float64Array, nowAt: number, next: Float64Array, nextAt: number): void {
    const k = this.#states
    vectorTimesMatrix(now, nowAt, this.#matrices, t * k * k, k, k, next, nextAt)
  }

  retreat(t: number, next: Float64Array, nextAt: number, now: Float64Array, nowAt: number): void {
    const k = this.#states
    matrixTimesVector(this.#matrices, t * k * k, k, k, next, nextAt, now, nowAt)
  }

  addCounts(steps: number, filtered: Float64Array, weights: Float64Array, counts: Float64Array): void {
    const states = this.#states
    const matrices = this.#matrices
    for (let t = 0, at = 0; t + 1 < steps; t++) {
      for (let j = 0, slot = 0; j < states; j++) {
        const f = filtered[t * states + j]!
        for (let k = 0; k < states; k++, slot++, at++)
          counts[slot]! += f * matrices[at]! * weights[(t + 1) * states + k]!
      }
    }
  }
}
