import type { Encoded, EncodedGroup, Spelling } from '../../encode/encoded.js'
import { fillInputs } from '../experts/neural/inputs.js'
import { KnownOutputs } from '../experts/neural/known-outputs.js'
import { vectorTables } from '../experts/neural/vectors.js'
import type { GateInputs, GivenGate } from '../gate.js'
import type { Parameters } from '../tensor.js'
import { chainLaw } from './chain-law.js'
import type { DrivenChain } from './driven-chain.js'
import { transitionLogits } from './transition-outputs.js'

/** What the gate sees of some data, as the inputs of a group without columns of its own. */
export function seenByGate(data: Encoded): EncodedGroup {
  return { kind: 'numbers', dimension: 0, values: new Float64Array(0), inputs: data.gate }
}

/** A driven chain at given weights. */
export class GivenChain implements GivenGate {
  /** The vectors of words, for each set of words that was met. */
  readonly #pooled = new WeakMap<Spelling, Float64Array>()
  /** Of each sequence log p(z_1 = k) [K], then the transitions [T − 1][K][K]. */
  readonly #laws = new KnownOutputs()

  constructor(
    private readonly chain: DrivenChain,
    private readonly weights: Parameters,
  ) {}

  inputs(data: Encoded, s: number): GateInputs {
    const { states } = this.chain
    const [from, to] = [data.offsets[s]!, data.offsets[s + 1]!]
    const law = this.#laws.get(data.gate![0]!, from, to, () => this.#law(data, from, to))
    const transitions = { kind: 'per-step', probabilities: law.subarray(states) } as const
    return { logInitial: law.subarray(0, states), transitions }
  }

  #law(data: Encoded, from: number, to: number): Float64Array {
    const { architecture, config, plan } = this.chain
    const values = Object.fromEntries(Object.entries(this.weights).map(([name, w]) => [name, w.values]))
    const tables = vectorTables(plan.inputs!, data.gate!, values, this.#pooled)
    const u = new Float64Array((to - from) * architecture.inputs)
    fillInputs(config, plan, seenByGate(data), from, to, u, { from, to }, tables)
    const law = chainLaw(transitionLogits(architecture, this.weights, u, to - from), config.normalise)
    const together = new Float64Array(law.logInitial.length + law.probabilities.length)
    together.set(law.logInitial)
    together.set(law.probabilities, law.logInitial.length)
    return together
  }
}
