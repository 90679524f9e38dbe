import type { MatrixTransitions, Transitions } from '../inference/inputs.js'
import type { BeamTransitions } from './beam-transitions.js'
import { CompressedRows } from './compressed-rows.js'
import { DenseRows } from './dense-rows.js'
import { LowRankRows } from './low-rank-rows.js'

/** The transitions of the latest call, kept while the same object comes in again: all sequences of a model share one. */
export class PreparedTransitions {
  #given: Transitions | null = null
  #states = 0
  #steps = 0
  #prepared: BeamTransitions | null = null

  /** Throws NumericalError for entries that are no probabilities. */
  of(given: MatrixTransitions, states: number, steps: number): BeamTransitions {
    const same = this.#given === given && this.#states === states
    if (same && this.#prepared !== null && (given.kind !== 'per-step' || this.#steps === steps))
      return this.#prepared
    const prepared = prepare(given, states, steps)
    this.#given = given
    this.#states = states
    this.#steps = steps
    this.#prepared = prepared
    return prepared
  }
}

function prepare(transitions: MatrixTransitions, states: number, steps: number): BeamTransitions {
  switch (transitions.kind) {
    case 'dense':
    case 'per-step':
      return new DenseRows(transitions, states, steps)
    case 'sparse':
    case 'banded':
      return new CompressedRows(transitions, states)
    case 'low-rank':
      return new LowRankRows(transitions, states)
  }
}
