import type { Encoded } from '../../../encode/encoded.js'
import { logSumExp } from '../../../math/log-sum-exp.js'
import { KnownOutputs } from '../../experts/neural/known-outputs.js'
import type { GateInputs, GateWalk, GivenGate } from '../../gate.js'
import type { Parameters } from '../../tensor.js'
import type { RecurrentGate } from '../recurrent.js'
import { RecurrentUnit } from './unit.js'

/** A recurrent gate at given parameters. */
export class GivenRecurrence implements GivenGate {
  readonly #unit: RecurrentUnit
  readonly #logWeights: Float64Array
  readonly #known = new KnownOutputs()

  constructor(
    private readonly gate: RecurrentGate,
    parameters: Parameters,
  ) {
    this.#unit = new RecurrentUnit(gate.sizes, parameters)
    this.#logWeights = parameters.weights!.values.map(Math.log)
  }

  inputs(data: Encoded, s: number): GateInputs {
    const { states } = this.gate
    const all = this.memory(data, s)
    const steps = all.length / this.gate.sizes.units
    const logWeights = this.#logLaws(all, steps)
    // A sequence without steps begins, if it ever does, as α says.
    const logInitial = steps === 0 ? this.#logWeights : logWeights.slice(0, states)
    return { logInitial, transitions: { kind: 'step-weights', logWeights: logWeights.subarray(states) } }
  }

  memory(data: Encoded, s: number): Float64Array {
    const [from, to] = [data.offsets[s]!, data.offsets[s + 1]!]
    return this.#known.get(data, from, to, () => {
      const u = new Float64Array((to - from) * this.gate.sizes.inputs)
      this.gate.sees.fill(data, { from, to }, { from, to }, u)
      return this.#unit.run(u, to - from, this.#unit.start)
    })
  }

  walk(data: Encoded, s: number): GateWalk {
    const [from, to] = [data.offsets[s]!, data.offsets[s + 1]!]
    const u = new Float64Array(this.gate.sizes.inputs)
    let state = this.#unit.start
    return {
      next: (t) => {
        this.gate.sees.fill(data, { from, to }, { from: from + t, to: from + t + 1 }, u)
        state = this.#unit.run(u, 1, state)
        return { law: this.#logLaws(state, 1).map(Math.exp), state }
      },
    }
  }

  /** log α_k + s_t W, normalised: [T][K] log p(z_t = k | s_t). */
  #logLaws(all: Float64Array, steps: number): Float64Array {
    const { states } = this.gate
    const logs = this.#unit.scores(all, steps)
    for (let at = 0; at < logs.length; at += states) {
      for (let k = 0; k < states; k++) logs[at + k]! += this.#logWeights[k]!
      const total = logSumExp(logs, at, at + states)
      for (let k = 0; k < states; k++) logs[at + k]! -= total
    }
    return logs
  }
}
