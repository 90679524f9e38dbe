import type { Encoded } from '../encode/encoded.js'
import type { Transitions } from '../inference/inputs.js'
import type { Parameters, TensorLayout } from './tensor.js'

/** How the state path picks the component: owns α (`weights`) and, where there is one, the transition matrix. */
export interface Gate {
  readonly kind: 'static' | 'independent' | 'markov'
  readonly states: number
  /** `weights` [K]; markov also `transition` [K][K]. */
  readonly layout: Readonly<Record<string, TensorLayout>>
  /** Start values from the config; a subset of the names in `layout`. */
  readonly start: Parameters
  readonly fixed: readonly string[]
  /**
   * Expected sufficient statistics: Σ p(z_1 = k) [K], then Σ_t p(z_t = k) [K], then, for a gate with a chain, the
   * expected transition counts in the layout of its transitions (see `transitionCountLength`).
   */
  readonly statisticsLength: number
  readonly freeParameters: number
  /** Structural zeros tell the states apart, so their order means something. */
  readonly restricted: boolean
  /** Where a fit starts when the data say nothing yet. */
  initialise(): Parameters
  /** null where the probabilities depend on the sequence: ask `given`. */
  inputs(parameters: Parameters): GateInputs | null
  /** For a gate whose probabilities depend on the sequence. */
  given?(parameters: Parameters): GivenGate
  /** M-step; `previous` gives what no step speaks about. */
  maximise(statistics: Float64Array, previous: Parameters): Parameters
  /** log prior density up to a constant, nats. */
  logPrior(parameters: Parameters): number
}

/** A gate that sees data, at given parameters. */
export interface GivenGate {
  /** Its probabilities along sequence s of the data; its own inputs are `data.gate`. Valid until the next call. */
  inputs(data: Encoded, s: number): GateInputs
}

export interface GateInputs {
  /** [K] log p(z_1 = k) */
  readonly logInitial: Float64Array
  readonly transitions: Transitions
}
