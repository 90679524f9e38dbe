import type { Encoded } from '../encode/encoded.js'
import type { InferenceInputs } from '../inference/inputs.js'
import { needsExpansion } from './expand/detect.js'
import { type Expansion, expandSequence } from './expand/expand.js'
import type { CompiledExpert } from './expert.js'
import type { GateInputs, GateWalk } from './gate.js'
import type { Model, ModelParameters } from './model.js'

/** A model at given parameters, ready to be asked about sequences. */
export interface CompiledModel {
  readonly model: Model
  readonly parameters: ModelParameters
  /** null where the gate sees the data: ask `gateAlong`. */
  readonly gate: GateInputs | null
  readonly experts: readonly CompiledExpert[]
  /** The gate's probabilities along sequence s, whether it sees the data or not. Valid until the next call. */
  gateAlong(data: Encoded, s: number): GateInputs
  /** What the gate remembers along sequence s, [T][H]; undefined where it has no state that experts may see. */
  memoryOf(data: Encoded, s: number): Float64Array | undefined
  /** Goes through sequence s while its cells are being drawn; null where the gate does not see what is modelled. */
  walkOf(data: Encoded, s: number): GateWalk | null
  /**
   * The seam between models and inference: the arrays of sequence s. They are valid until the next call.
   * With `clamp` known states leave no other state possible.
   */
  toInferenceInputs(data: Encoded, s: number, clamp?: boolean): SequenceInputs
}

export interface SequenceInputs {
  readonly inputs: InferenceInputs
  /** Set where states had to be expanded by symbols (order 1 after a missing cell); results are folded back by it. */
  readonly expansion: Expansion | null
}

export interface CompileOptions {
  /** Gives symbols that training never saw the share of those seen once (policy `hapax`); off while training. */
  readonly hapax?: boolean
}

export function compileModel(
  model: Model,
  parameters: ModelParameters,
  options: CompileOptions = {},
): CompiledModel {
  const gate = model.gate.inputs(parameters.gate)
  const givenGate = model.gate.given?.(parameters.gate)
  const experts = model.experts.map((expert, e) => expert.compile(parameters.experts[e]!, options))
  const { states } = model
  const gateAlong = (data: Encoded, s: number) => gate ?? givenGate!.inputs(data, s)
  const memoryOf = (data: Encoded, s: number) => givenGate?.memory?.(data, s)
  let buffer = new Float64Array(0)

  return {
    model,
    parameters,
    gate,
    experts,
    gateAlong,
    memoryOf,
    walkOf: (data, s) => givenGate?.walk?.(data, s) ?? null,
    toInferenceInputs(data, s, clamp = false) {
      const from = data.offsets[s]!
      const to = data.offsets[s + 1]!
      const size = (to - from) * states
      if (buffer.length < size) buffer = new Float64Array(Math.max(size, 2 * buffer.length))
      else buffer.fill(0, 0, size)
      const chains = needsExpansion(experts, data, from, to)
      const memory = memoryOf(data, s)
      for (const [e, expert] of experts.entries()) {
        if (!chains.includes(e)) expert.addLogProbability(data.groups[e]!, from, to, buffer, memory)
      }
      if (clamp && data.labels !== null) clampStates(data.labels, from, to, states, buffer)
      const inputs: InferenceInputs = {
        states,
        steps: to - from,
        ...gateAlong(data, s),
        logLikelihood: buffer,
      }
      if (chains.length === 0) return { inputs, expansion: null }
      return expandSequence(inputs, chains, experts, data, from)
    },
  }
}

/** The gate's probabilities where they are the same for all data. What needs that is refused for other gates before it begins. */
export function blindGate({ gate, model }: Pick<CompiledModel, 'gate' | 'model'>): GateInputs {
  if (gate !== null) return gate
  throw new Error(`the gate ${model.gate.kind} sees the data`)
}

function clampStates(labels: Int32Array, from: number, to: number, states: number, out: Float64Array): void {
  for (let t = from; t < to; t++) {
    const label = labels[t]!
    if (label < 0) continue
    const row = (t - from) * states
    for (let k = 0; k < states; k++) if (k !== label) out[row + k] = Number.NEGATIVE_INFINITY
  }
}
