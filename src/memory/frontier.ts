import { expOfNegative } from '../math/exp-of-negative.js'

/** exp of less would lose precision. */
const LEAST_EXPONENT = -700
/** No less than exp(LEAST_EXPONENT): what is smaller counts as this much, so that no loss goes uncounted. */
const LEAST_MASS = 1e-303
/** A smaller predicted probability may have lost parts in rounding. */
const LEAST_PREDICTED = 1e-290

/** The states that the kept ones lead to, with what is predicted of them and what the observation makes of it. */
export class Frontier {
  /** How many states are reached. */
  count = 0
  /** [count] */
  states: Int32Array = new Int32Array(0)
  /** [K] p(z_t = k | x_{1:t−1}) among the paths that survive; 0 where k is not reached */
  predicted: Float64Array = new Float64Array(0)
  /** [K] a_t(k), see `condition`; of states that are reached */
  mass: Float64Array = new Float64Array(0)
  /** [K] whether k is in `states` */
  #reached: Uint8Array = new Uint8Array(0)

  reserve(states: number): void {
    this.clear()
    if (this.states.length >= states) return
    this.states = new Int32Array(states)
    this.predicted = new Float64Array(states)
    this.mass = new Float64Array(states)
    this.#reached = new Uint8Array(states)
  }

  clear(): void {
    for (let i = 0; i < this.count; i++) {
      this.predicted[this.states[i]!] = 0
      this.#reached[this.states[i]!] = 0
    }
    this.count = 0
  }

  /** Adds probability to a state, perhaps one that is reached for the first time. */
  add(state: number, probability: number): void {
    if (this.#reached[state] === 0) {
      this.#reached[state] = 1
      this.states[this.count++] = state
    }
    this.predicted[state]! += probability
  }

  /** Whether rounding may have lost some of a predicted probability that the observation leaves possible. */
  rounded(logLikelihood: Float64Array, at: number): boolean {
    for (let i = 0; i < this.count; i++) {
      const k = this.states[i]!
      if (this.predicted[k]! < LEAST_PREDICTED && logLikelihood[at + k]! > -Infinity) return true
    }
    return false
  }

  /** m_t, the greatest log-density among the states that are reached. */
  greatest(logLikelihood: Float64Array, at: number): number {
    let greatest = -Infinity
    for (let i = 0; i < this.count; i++) {
      const k = this.states[i]!
      if (logLikelihood[at + k]! > greatest && this.predicted[k]! > 0) greatest = logLikelihood[at + k]!
    }
    return greatest
  }

  /** mass(k) = p(z_t = k | x_{1:t−1})·exp(log p(x_t | k) − m_t). @returns the sum */
  condition(logLikelihood: Float64Array, at: number, greatest: number): number {
    let total = 0
    for (let i = 0; i < this.count; i++) {
      const k = this.states[i]!
      const d = logLikelihood[at + k]! - greatest
      const p = this.predicted[k]!
      const a = d === -Infinity || p === 0 ? 0 : d < LEAST_EXPONENT ? LEAST_MASS : p * expOfNegative(d)
      this.mass[k] = p > 0 && d > -Infinity && a < LEAST_MASS ? LEAST_MASS : a
      total += this.mass[k]!
    }
    return total
  }
}
