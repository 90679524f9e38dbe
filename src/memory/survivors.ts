import type { Frontier } from './frontier.js'
import { grown, grownStates } from './room.js'
import { sortAscending } from './sort-ascending.js'

/**
 * The states that a forward pass kept, step after step: those of step t stand at `starts[t]` … `starts[t + 1] − 1`, by
 * rising state. A pass that needs no history writes every step at 0.
 */
export class Survivors {
  /** [T + 1] */
  starts: Int32Array = new Int32Array(1)
  /** [kept] */
  states: Int32Array = new Int32Array(0)
  /** [kept] p(z_t = k | x_{1:t}) among the paths that survive: sums to one at every step */
  filtered: Float64Array = new Float64Array(0)
  /** [kept] exp(log p(x_t | k) − m_t) / s_t, s_t the mass that survives step t: times β_t(k) it is w_t(k) */
  factors: Float64Array = new Float64Array(0)
  /** [kept] β_t(k), after a backward pass */
  beta: Float64Array = new Float64Array(0)

  begin(steps: number): void {
    if (this.starts.length < steps + 1) this.starts = new Int32Array(steps + 1)
    this.starts[0] = 0
  }

  /** Writes the first `count` states of the frontier at `from` and behind. @returns s_t, their mass */
  keep({ states, mass, predicted }: Frontier, from: number, count: number): number {
    sortAscending(states, 0, count)
    this.#reserve(from, count)
    let survived = 0
    for (let i = 0; i < count; i++) survived += mass[states[i]!]!
    for (let i = 0; i < count; i++) {
      const k = states[i]!
      this.states[from + i] = k
      this.filtered[from + i] = mass[k]! / survived
      this.factors[from + i] = mass[k]! / predicted[k]! / survived
    }
    return survived
  }

  #reserve(used: number, count: number): void {
    const length = used + count
    this.states = grownStates(this.states, length, used)
    this.filtered = grown(this.filtered, length, used)
    this.factors = grown(this.factors, length, used)
  }
}
