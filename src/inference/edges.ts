import type { Transitions } from './inputs.js'
import { forEachTransition } from './transition-entries.js'

/**
 * The positive entries of one step's transitions by the state that is entered (compressed columns), for the routines
 * in log-space: entries starts[k] … starts[k + 1] − 1 lead to state k, sources rising. Structural zeros are not there.
 */
export class Edges {
  /** [K + 1] */
  starts: Int32Array = new Int32Array(0)
  /** [edges] the state that is left */
  sources: Int32Array = new Int32Array(0)
  /** [edges] p(source → k) */
  probabilities: Float64Array = new Float64Array(0)
  /** [edges] log p(source → k) */
  logProbabilities: Float64Array = new Float64Array(0)
  /** [edges] place of the expected count */
  slots: Int32Array = new Int32Array(0)

  constructor(
    private readonly transitions: Transitions,
    private readonly states: number,
  ) {
    if (!this.#changes()) this.#fill(0)
  }

  /** Makes the arrays those of the step t → t + 1. */
  goTo(t: number): void {
    if (this.#changes()) this.#fill(t)
  }

  #changes(): boolean {
    return this.transitions.kind === 'per-step' || this.transitions.kind === 'step-weights'
  }

  #fill(t: number): void {
    const { transitions, states } = this
    const next = new Int32Array(states + 1)
    forEachTransition(transitions, states, t, (_from, to) => {
      next[to + 1]!++
    })
    for (let k = 0; k < states; k++) next[k + 1]! += next[k]!
    this.starts = next.slice()
    const count = next[states]!
    if (this.sources.length < count) {
      this.sources = new Int32Array(count)
      this.probabilities = new Float64Array(count)
      this.logProbabilities = new Float64Array(count)
      this.slots = new Int32Array(count)
    }
    forEachTransition(transitions, states, t, (from, to, probability, slot) => {
      const i = next[to]!++
      this.sources[i] = from
      this.probabilities[i] = probability
      this.logProbabilities[i] = Math.log(probability)
      this.slots[i] = slot
    })
  }
}
