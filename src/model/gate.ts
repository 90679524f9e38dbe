import type { Encoded } from '../encode/encoded.js'
import type { Transitions } from '../inference/inputs.js'
import type { Random } from '../random.js'
import type { Parameters, TensorLayout } from './tensor.js'

/** How the state path picks the component: owns α (`weights`) and, where there is one, the transition matrix. */
export interface Gate {
  readonly kind: 'static' | 'independent' | 'markov' | 'recurrent'
  readonly states: number
  /** `weights` [K]; markov also `transition` [K][K]. */
  readonly layout: Readonly<Record<string, TensorLayout>>
  /** H, the length of its state s_t, where it has one that experts may see. */
  readonly memory?: number
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
  initialise(random?: Random): Parameters
  /** null where the probabilities depend on the sequence: ask `given`. */
  inputs(parameters: Parameters): GateInputs | null
  /** Set for a gate that is a network: its weights are learnt by gradient and stored as those of experts are. */
  readonly network?: GateNetwork
  /** For a gate whose probabilities depend on the sequence. */
  given?(parameters: Parameters): GivenGate
  /** M-step; `previous` gives what no step speaks about. */
  maximise(statistics: Float64Array, previous: Parameters): Parameters
  /** log prior density up to a constant, nats. */
  logPrior(parameters: Parameters): number
}

/** What a gate that is a network says of itself. */
export interface GateNetwork {
  /** Of the gate's parameters those that are weights, and no probabilities. */
  readonly layout: Readonly<Record<string, TensorLayout>>
  readonly weightDecay: number
  /** Throws DataError with file, line and column where a cell that it sees is empty. */
  validateData(data: Encoded, place: (step: number) => { source: string; line: number }): void
  describe(parameters: Parameters): GateDescription
}

/** For people, and their programs. */
export interface GateDescription {
  /** `transitions from a network of 4 inputs, …; at average inputs:` */
  readonly title: string
  /** Of a chain, at average inputs: p(z_1 = k) [K], and the transition matrix [K][K]. */
  readonly chain?: { readonly initial: Float64Array; readonly transition: Float64Array }
}

/** A gate that sees data, at given parameters. */
export interface GivenGate {
  /** Its probabilities along sequence s of the data; its own inputs are `data.gate`. Valid until the next call. */
  inputs(data: Encoded, s: number): GateInputs
  /** For a gate with a memory: its states s_t along sequence s, [T][H], which experts may see. */
  memory?(data: Encoded, s: number): Float64Array
  /** The same step by step, while the cells of the steps before are being drawn. */
  walk?(data: Encoded, s: number): GateWalk
}

/** Goes through a sequence one step at a time. */
export interface GateWalk {
  /** p(z_t = k | past) [K] of step t (from 0), the steps before it being there, and s_t [H]. */
  next(t: number): { readonly law: Float64Array; readonly state: Float64Array }
}

export interface GateInputs {
  /** [K] log p(z_1 = k) */
  readonly logInitial: Float64Array
  readonly transitions: Transitions
}
