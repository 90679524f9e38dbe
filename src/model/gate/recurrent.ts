import { type Recurrence, recurrenceOf } from '../../config/recurrence.js'
import type { ModelConfig } from '../../config/schema.js'
import type { Encoded } from '../../encode/encoded.js'
import type { Random } from '../../random.js'
import { refuseMissing } from '../experts/neural/missing-inputs.js'
import type { Gate, GateNetwork } from '../gate.js'
import { type Parameters, type TensorLayout, tensor } from '../tensor.js'
import { GivenRecurrence } from './recurrent/given.js'
import { initialRecurrence } from './recurrent/initial.js'
import { Sees } from './recurrent/sees.js'
import { type RecurrentSizes, recurrentLayout } from './recurrent/unit.js'
import type { GateSees } from './registry.js'

/**
 * s_t = GRU(s_{t−1}, u_t) and p(z_t = k | s_t) ∝ α_k exp(s_t W)_k, u_t being x_{t−1} and what else the gate sees. A bias beside W
 * would be log α once more, so there is none. Given the past, the hidden states of different steps are independent.
 */
export class RecurrentGate implements Gate {
  readonly kind = 'recurrent'
  readonly layout: Readonly<Record<string, TensorLayout>>
  readonly network: GateNetwork
  readonly start: Parameters = {}
  readonly fixed: readonly string[] = []
  readonly statisticsLength: number
  readonly freeParameters: number
  readonly restricted = false
  readonly memory: number
  readonly sizes: RecurrentSizes
  /** Scores, paths and predictions of one model share its states. */
  readonly #given = new WeakMap<Parameters, GivenRecurrence>()

  constructor(
    readonly recurrence: Recurrence,
    readonly states: number,
    readonly sees: Sees,
    private readonly columns: GateSees,
  ) {
    this.sizes = { inputs: sees.inputs, units: recurrence.units, states }
    const layout = recurrentLayout(this.sizes)
    this.layout = { weights: { axes: ['state'], shape: [states] }, ...layout }
    this.memory = recurrence.units
    this.statisticsLength = 2 * states
    const sizes = Object.values(layout).map(({ shape }) => shape.reduce((a, b) => a * b, 1))
    const weights = sizes.reduce((a, b) => a + b, 0)
    this.freeParameters = weights + states - 1
    this.network = {
      layout,
      weightDecay: recurrence.weightDecay,
      validateData: (data, place) => this.#refuseMissing(data, place),
      describe: () => ({
        title: `gate: recurrent unit of ${recurrence.units} over ${sees.inputs} inputs, ${weights} weights`,
      }),
    }
  }

  initialise(random: Random): Parameters {
    const alike = new Float64Array(this.states).fill(1 / this.states)
    return { weights: tensor(this.layout.weights!, alike), ...initialRecurrence(this.sizes, random) }
  }

  inputs(): null {
    return null
  }

  given(parameters: Parameters): GivenRecurrence {
    const known = this.#given.get(parameters) ?? new GivenRecurrence(this, parameters)
    this.#given.set(parameters, known)
    return known
  }

  maximise(): never {
    throw new Error('a recurrent gate has no M-step')
  }

  logPrior(): number {
    return 0
  }

  #refuseMissing(data: Encoded, place: (step: number) => { source: string; line: number }): void {
    const { plan } = this.columns
    for (const [i, seen] of (plan.gate ?? []).entries()) refuseMissing(seen, data.gate![i]!, place)
    if (this.sees.previous)
      for (const [e, group] of data.groups.entries()) refuseMissing(plan.groups[e]!, group, place)
  }
}

export function recurrentGate(config: ModelConfig, states: number, columns: GateSees): RecurrentGate {
  const recurrence = recurrenceOf(config)!
  return new RecurrentGate(recurrence, states, new Sees(recurrence, columns.plan, columns.experts), columns)
}
