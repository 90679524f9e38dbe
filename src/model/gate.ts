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
   * expected transition counts in the layout of `inputs().transitions` (see `transitionCountLength`).
   */
  readonly statisticsLength: number
  readonly freeParameters: number
  /** Structural zeros tell the states apart, so their order means something. */
  readonly restricted: boolean
  /** Where a fit starts when the data say nothing yet. */
  initialise(): Parameters
  inputs(parameters: Parameters): GateInputs
  /** M-step; `previous` gives what no step speaks about. */
  maximise(statistics: Float64Array, previous: Parameters): Parameters
  /** log prior density up to a constant, nats. */
  logPrior(parameters: Parameters): number
}

export interface GateInputs {
  /** [K] log p(z_1 = k) */
  readonly logInitial: Float64Array
  readonly transitions: Transitions
}
