import type { Recurrence } from '../../../config/recurrence.js'
import type { Encoded, EncodingPlan, GroupPlan } from '../../../encode/encoded.js'
import type { ExpertColumns } from '../../../encode/expert-columns.js'
import { featureCount } from '../../experts/neural/architecture.js'
import { featureWriter, fillInputs } from '../../experts/neural/inputs.js'
import type { Numbers } from '../../experts/neural/letters.js'

/** The steps from ≤ t < to, of a sequence or of a part of it. */
interface Steps {
  readonly from: number
  readonly to: number
}

/** What a recurrence sees at a step: its own columns in their window, then what is modelled one step before. */
export class Sees {
  /** P */
  readonly inputs: number
  readonly #window: Pick<Recurrence, 'context'> & { readonly inputs: [] }
  readonly #named: number
  /** How the modelled columns are read; empty where `previous` is no input. */
  readonly #previous: readonly GroupPlan[]

  constructor(
    { inputs, context }: Recurrence,
    { groups, gate = [] }: EncodingPlan,
    experts: readonly ExpertColumns[],
  ) {
    this.#window = { inputs: [], context }
    const width = context[1] - context[0] + 1
    this.#named = width * gate.reduce((sum, plan) => sum + featureCount(plan), 0)
    this.#previous = inputs.includes('previous') ? groups.map((plan, e) => asIs(plan, experts[e])) : []
    this.inputs = this.#previous.reduce((sum, plan) => sum + featureCount(plan), this.#named)
    this.#plan = { kind: 'numbers', columns: [], mean: [], variance: [], counts: [], inputs: gate }
  }

  /** Fills u [T][P] for `steps` of a sequence; places before its beginning and after its end are zeros. */
  fill(data: Encoded, sequence: Steps, steps: Steps, u: Numbers): void {
    const { from, to } = sequence
    const count = steps.to - steps.from
    const named = new Float64Array(count * this.#named)
    const group = { kind: 'numbers', dimension: 0, values: named, inputs: data.gate ?? [] } as const
    if (this.#named > 0) fillInputs(this.#window, this.#plan, group, from, to, named, steps)
    u.fill(0, 0, count * this.inputs)
    for (let i = 0; i < count; i++)
      u.set(named.subarray(i * this.#named, (i + 1) * this.#named), i * this.inputs)
    let before = this.#named
    for (const [e, plan] of this.#previous.entries()) {
      const write = featureWriter(plan, data.groups[e]!)
      for (let t = Math.max(steps.from, from + 1); t < steps.to; t++)
        write(t - 1, u, (t - steps.from) * this.inputs + before)
      before += featureCount(plan)
    }
  }

  /** Whether it sees what is modelled, one step before. */
  get previous(): boolean {
    return this.#previous.length > 0
  }

  readonly #plan: GroupPlan
}

/** Zeros and ones are seen as they are: standardised, a key that hardly ever sounds would drown the others. */
function asIs(plan: GroupPlan, expert: ExpertColumns | undefined): GroupPlan {
  const { config } = expert ?? {}
  if (plan.kind !== 'numbers' || config?.family !== 'neural' || config.output !== 'bernoulli') return plan
  return { ...plan, mean: plan.mean.map(() => 0), variance: plan.variance.map(() => 1) }
}
