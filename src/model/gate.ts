import type { Transitions } from '../inference/inputs.js'
import type { Parameters, TensorLayout } from './tensor.js'

/** How the state path picks the component: owns α (`weights`) and, where there is one, the transition matrix. */
export interface Gate {
  readonly kind: 'static' | 'independent' | 'markov'
  readonly states: number
  /** `weights` [K]; markov also `transition` [K][K]. */
  readonly layout: Readonly<Record<string, TensorLayout>>
  readonly start: Parameters
  readonly fixed: readonly string[]
  /** [initial counts K | visits K | transition counts] */
  readonly statisticsLength: number
  readonly freeParameters: number
  /** Start values of a restart where the config gives none. */
  initialise(): Parameters
  inputs(parameters: Parameters): GateInputs
  /** M-step. The statistics are those of `statisticsLength`. */
  maximise(statistics: Float64Array, previous: Parameters): Parameters
  logPrior(parameters: Parameters): number
  validate(parameters: Parameters): void
}

export interface GateInputs {
  /** [K] log p(z_1 = k) */
  readonly logInitial: Float64Array
  readonly transitions: Transitions
}
