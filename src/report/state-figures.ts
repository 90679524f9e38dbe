import { transitionRow } from '../inference/index.js'
import type { GateDescription } from '../model/gate.js'
import type { FittedModel } from './fitted-model.js'

/** One hidden state at a glance. */
export interface StateFigures {
  readonly name: string
  /** Expected share of the training steps. */
  readonly share: number
  /** p(z_1 = k); undefined where it depends on what the gate sees. */
  readonly initial?: number
  /** 1 / (1 − A_kk) steps; null where z stays for the whole sequence; Infinity for an absorbing state; undefined as `initial` is. */
  readonly expectedStay?: number | null
}

export function stateFigures({ model, parameters, fit }: FittedModel): StateFigures[] {
  const gate = model.gate.inputs(parameters.gate)
  const row = new Float64Array(model.states)
  return model.stateNames.map((name, k) => {
    if (gate === null) return { name, share: fit.share[k]! }
    const { logInitial, transitions } = gate
    transitionRow(transitions, model.states, 0, k, row)
    return {
      name,
      share: fit.share[k]!,
      initial: Math.exp(logInitial[k]!),
      expectedStay: transitions.kind === 'identity' ? null : 1 / (1 - row[k]!),
    }
  })
}

/** [K][K] p(z_{t+1} = k | z_t = j) of a gate with a chain; null for the others. */
export function transitionMatrix({ parameters }: FittedModel): Float64Array | null {
  return parameters.gate.transition?.values ?? null
}

/** What a gate that is a network does at average inputs; null for the others. */
export function describeGate({ model, parameters }: FittedModel): GateDescription | null {
  return model.gate.network?.describe(parameters.gate) ?? null
}
