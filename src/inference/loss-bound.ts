import { logAddExp } from '../math/log-add-exp.js'
import { NEGLIGIBLE, type TransitionOperator } from './transition-operator.js'
import { roomFor } from './workspace.js'

const LOG_NEGLIGIBLE = Math.log(NEGLIGIBLE)
/** What may be lost, relative to p(x_{1:t}), before a sequence is done again in log-space. */
const LOG_TOLERANCE = Math.log(1e-18)
/**
 * A rigorous bound on the probability that a scaled forward recursion has lost to underflow.
 *
 * A filtered probability below 1e-150 counts as lost: at most 1e-150 of p(x_{1:t}). As every entry of the transitions
 * and every scaled density is at most 1, a step can do no more than divide the relative loss by c_t. The loss is
 * forgotten once the recursion itself has refilled every state that is possible with far more than what was lost.
 * Work is done only while something is lost.
 */
export class LossBound {
  /** log of the bound on lost / p(x_{1:t}); −Infinity where nothing is. */
  log = -Infinity
  /** [K] While something is lost: 1 for the states that are possible given the structural zeros, else 0. */
  possible: Float64Array = new Float64Array(0)
  #next: Float64Array = new Float64Array(0)
  #states = 0

  /** Begins a sequence whose first predicted probabilities are exp(logInitial). */
  begin(logInitial: Float64Array, states: number): void {
    this.#states = states
    this.possible = roomFor(this.possible, states)
    this.#next = roomFor(this.#next, states)
    this.log = -Infinity
    for (let k = 0; k < states; k++) {
      this.possible[k] = logInitial[k]! > -Infinity ? 1 : 0
      if (logInitial[k]! > -Infinity && logInitial[k]! < LOG_NEGLIGIBLE) this.#lose()
    }
  }

  /**
   * A step has been conditioned on x_t. `lost` says whether a filtered probability was counted as lost.
   * False where the bound is beyond the tolerance.
   */
  condition(
    predicted: Float64Array,
    logLikelihood: Float64Array,
    at: number,
    logScale: number,
    lost: boolean,
  ): boolean {
    const fresh = this.log === -Infinity
    for (let k = 0; k < this.#states; k++) {
      if (fresh) this.possible[k] = predicted[at + k]! > 0 ? 1 : 0
      if (logLikelihood[at + k] === -Infinity) this.possible[k] = 0
    }
    this.log -= logScale
    if (lost) this.#lose()
    return this.log <= LOG_TOLERANCE
  }

  /** The step t → t + 1 has been predicted: `predicted` at `at`, from `filtered` at `at − K`. */
  advance(
    operator: TransitionOperator,
    t: number,
    filtered: Float64Array,
    predicted: Float64Array,
    at: number,
  ): void {
    const states = this.#states
    if (operator.hasNegligible) {
      if (this.log === -Infinity) {
        for (let k = 0; k < states; k++) this.possible[k] = filtered[at - states + k]! > 0 ? 1 : 0
      }
      this.#lose()
    }
    if (this.#isWithinToleranceOf(least(predicted, at, states))) {
      this.log = -Infinity
      return
    }
    operator.advance(t, this.possible, 0, this.#next, 0)
    let leastPossible = Infinity
    for (let k = 0; k < states; k++) {
      const possible = this.#next[k]! > 0
      this.possible[k] = possible ? 1 : 0
      if (possible && predicted[at + k]! < leastPossible) leastPossible = predicted[at + k]!
    }
    if (this.#isWithinToleranceOf(leastPossible)) this.log = -Infinity
  }

  #isWithinToleranceOf(probability: number): boolean {
    return this.log <= Math.log(probability) + LOG_TOLERANCE
  }

  #lose(): void {
    this.log = logAddExp(this.log, LOG_NEGLIGIBLE + Math.log(this.#states))
  }
}

function least(values: Float64Array, at: number, length: number): number {
  let result = Infinity
  for (let k = 0; k < length; k++) if (values[at + k]! < result) result = values[at + k]!
  return result
}
