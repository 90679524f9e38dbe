/** What the calls of a beam came to since the last `reset`. */
export interface BeamTally {
  /** Steps that were gone through, those of sequences done exactly included. */
  readonly steps: number
  /** Mean over the steps of the number of states kept; NaN where there was no step. */
  readonly meanStates: number
  readonly maxStates: number
  /** exact − pruned log-likelihood is no larger, nats, summed over the calls; null where there is no bound. */
  readonly bound: number | null
  /** Sequences that the beam could not go through and that were done exactly instead. */
  readonly widened: number
}

/** What a call asks for: one that returns a log-likelihood by its own name, else `paths`. */
export type BeamCall = 'logLikelihood' | 'filter' | 'smooth' | 'paths'

/** Running sums behind a `BeamTally`. */
export class BeamCount {
  #steps = 0
  #kept = 0
  #most = 0
  #bound = 0
  #widened = 0

  /** A sequence of so many steps on which `kept` states were kept in all, and `most` at one step. */
  add(steps: number, kept: number, most: number, bound: number): void {
    this.#steps += steps
    this.#kept += kept
    this.#most = Math.max(this.#most, most)
    this.#bound += bound
  }

  /** A sequence that was done exactly: all its states were kept. `meant`: no beam was to be used on it. */
  addExact(steps: number, states: number, meant: boolean): void {
    this.add(steps, steps * states, steps > 0 ? states : 0, 0)
    if (!meant) this.#widened++
  }

  merge(other: BeamCount): this {
    this.add(other.#steps, other.#kept, other.#most, other.#bound)
    this.#widened += other.#widened
    return this
  }

  /** What another count came to. */
  addTally({ steps, meanStates, maxStates, bound, widened }: BeamTally): void {
    this.add(steps, steps === 0 ? 0 : Math.round(meanStates * steps), maxStates, bound ?? Infinity)
    this.#widened += widened
  }

  tally(): BeamTally {
    return {
      steps: this.#steps,
      meanStates: this.#kept / this.#steps,
      maxStates: this.#most,
      bound: this.#bound < Infinity ? this.#bound : null,
      widened: this.#widened,
    }
  }
}
