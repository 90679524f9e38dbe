import { BandedOperator } from './banded-operator.js'
import { DenseOperator } from './dense-operator.js'
import type { MatrixTransitions } from './inputs.js'
import { LowRankOperator } from './low-rank-operator.js'
import { PerStepOperator } from './per-step-operator.js'
import { SparseOperator } from './sparse-operator.js'
import type { TransitionOperator } from './transition-operator.js'

/** One operator a kind, kept with its buffers; `prepare` picks by kind, once a call. */
export class Operators {
  readonly #dense = new DenseOperator()
  readonly #sparse = new SparseOperator()
  readonly #perStep = new PerStepOperator()
  readonly #banded = new BandedOperator()
  readonly #lowRank = new LowRankOperator()

  prepare(transitions: MatrixTransitions, states: number, steps: number): TransitionOperator {
    switch (transitions.kind) {
      case 'dense':
        return this.#dense.prepare(transitions, states)
      case 'sparse':
        return this.#sparse.prepare(transitions, states)
      case 'per-step':
        return this.#perStep.prepare(transitions, states, steps)
      case 'banded':
        return this.#banded.prepare(transitions, states)
      case 'low-rank':
        return this.#lowRank.prepare(transitions, states)
    }
  }
}
