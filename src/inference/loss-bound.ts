import { NEGLIGIBLE, type TransitionOperator } from './transition-operator.js'
import { roomFor } from './workspace.js'

const LOG_NEGLIGIBLE = Math.log(NEGLIGIBLE)
/** What may be lost, relative to what is kept, before a sequence is done again in log-space. */
const LOG_TOLERANCE = Math.log(1e-18)
/** A state that is possible has at least this share of the greatest bound, so that structural zeros stay apart from small bounds. */
const LEAST_SHARE = 1e-15
/** Densities below are 0 in the recursion: exp(−700). */
const LEAST_DENSITY = 1e-304

/**
 * A rigorous bound, state by state, on the probability that a scaled forward recursion has lost to underflow.
 *
 * A filtered probability below 1e-150 counts as lost: it was at most that. What is lost obeys the recursion itself,
 * lost_{t+1}(k) ≤ Σ_j lost_t(j)·p(j → k)·exp(log p(x_{t+1} | k) − m_{t+1}) / c_{t+1}, which is followed here in a unit
 * of its own; every rounding is upwards. It is forgotten once it is within the tolerance of what the recursion has
 * kept in every state. Work is done only while something is lost.
 */
export class LossBound {
  /** Whether something may be lost. */
  active = false
  /** [K] While active: bound on lost(k) / p(x_{1:t}) in units of exp(`#logUnit`); positive exactly where the structural zeros leave k possible. */
  bound: Float64Array = new Float64Array(0)
  /** Never below `LOG_NEGLIGIBLE`. */
  #logUnit = LOG_NEGLIGIBLE
  #next: Float64Array = new Float64Array(0)
  #states = 0

  /** Begins a sequence whose first predicted probabilities are exp(logInitial). */
  begin(logInitial: Float64Array, states: number): void {
    this.#states = states
    this.bound = roomFor(this.bound, states)
    this.#next = roomFor(this.#next, states)
    this.#logUnit = LOG_NEGLIGIBLE
    this.active = false
    for (let k = 0; k < states; k++) {
      const lost = logInitial[k]! > -Infinity && logInitial[k]! < LOG_NEGLIGIBLE
      this.bound[k] = lost ? 1 : logInitial[k]! > -Infinity ? LEAST_SHARE : 0
      if (lost) this.active = true
    }
  }

  /** Something is lost for the first time: all states of positive probability are possible. */
  start(probabilities: Float64Array, at: number): void {
    this.active = true
    this.#logUnit = LOG_NEGLIGIBLE
    for (let k = 0; k < this.#states; k++) this.bound[k] = probabilities[at + k]! > 0 ? LEAST_SHARE : 0
  }

  /**
   * The step at `at` has been conditioned on x_t: densities exp(log p(x_t | k) − m_t), scale c_t.
   * False where the bound is beyond the tolerance.
   */
  condition(
    filtered: Float64Array,
    densities: Float64Array,
    logLikelihood: Float64Array,
    at: number,
    scale: number,
  ): boolean {
    this.#logUnit -= Math.log(scale)
    const fresh = Math.exp(LOG_NEGLIGIBLE - this.#logUnit)
    for (let k = 0; k < this.#states; k++) {
      if (this.bound[k] === 0) continue
      if (logLikelihood[at + k] === -Infinity) this.bound[k] = 0
      else {
        this.bound[k]! *= Math.max(LEAST_DENSITY, densities[at + k]!)
        if (filtered[at + k]! < NEGLIGIBLE) this.bound[k]! += fresh
      }
    }
    const total = this.#normalise(this.bound)
    return this.#logUnit + Math.log(total) <= LOG_TOLERANCE
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
    if (!this.active) this.start(filtered, at - states)
    operator.advance(t, this.bound, 0, this.#next, 0)
    // Products with a small entry may have vanished: at most the limit in each state.
    const fresh = operator.leastEntry < NEGLIGIBLE ? Math.exp(LOG_NEGLIGIBLE - this.#logUnit) : 0
    for (let k = 0; k < states; k++) if (this.#next[k]! > 0) this.#next[k]! += fresh
    this.#normalise(this.#next)
    const swap = this.bound
    this.bound = this.#next
    this.#next = swap
    const tolerated = Math.exp(LOG_TOLERANCE - this.#logUnit)
    for (let k = 0; k < states; k++) if (this.bound[k]! > predicted[at + k]! * tolerated) return
    this.active = false
  }

  /** Makes the greatest bound the unit, or `NEGLIGIBLE` where that is more. @returns the sum of the bounds */
  #normalise(bounds: Float64Array): number {
    let greatest = 0
    for (let k = 0; k < this.#states; k++) if (bounds[k]! > greatest) greatest = bounds[k]!
    if (greatest === 0) return 0
    const logUnit = Math.max(LOG_NEGLIGIBLE, this.#logUnit + Math.log(greatest))
    this.#logUnit = logUnit
    let total = 0
    for (let k = 0; k < this.#states; k++) {
      if (bounds[k]! > 0) bounds[k] = Math.max(LEAST_SHARE, bounds[k]! / greatest)
      total += bounds[k]!
    }
    return total
  }
}
