import type { LabelConfig } from '../../config/label.js'
import { type EncodedGroup, MISSING, type SymbolPlan } from '../../encode/encoded.js'
import type { CompiledExpert, Expert, ExpertFamily, GivenInputs, Maximised } from '../expert.js'
import { symbolPlan } from './categorical/symbols.js'

/**
 * z is the label: p(x_t = v | z_t = k) is 1 where v is the k-th label and 0 elsewhere. What is learnt is the gate; a label that is
 * there clamps the state, one that is missing is summed out.
 */
export const label: ExpertFamily<LabelConfig> = {
  family: 'label',
  reads: 'text',
  create: (_config, plan, states) => new LabelExpert(symbolPlan(plan), states),
}

class LabelExpert implements Expert {
  readonly family = 'label'
  readonly columns: readonly string[]
  readonly layout = {}
  readonly start = {}
  readonly fixed = []
  readonly statisticsLength = 0
  readonly freeParameters = 0

  constructor(
    plan: SymbolPlan,
    readonly states: number,
  ) {
    this.columns = plan.columns
  }

  compile(): CompiledExpert {
    return compiledLabel(this.states)
  }

  maximise(): Maximised {
    return { parameters: {}, floored: [] }
  }

  logPrior(): number {
    return 0
  }

  validate(): void {}

  describe() {
    return {
      title: `label: the states are those of ${this.columns[0]}`,
      heads: [],
      rows: Array.from({ length: this.states }, () => []),
    }
  }
}

/** log p(x_t | z_t = k) [T][K] of labels: 0 or −Infinity. A label that training never saw is no state. */
export function labelLogProbability(codes: Int32Array, states: number): Float32Array {
  const log = new Float32Array(codes.length * states)
  for (const [t, code] of codes.entries()) {
    if (code === MISSING) continue
    for (let k = 0; k < states; k++) if (k !== code) log[t * states + k] = Number.NEGATIVE_INFINITY
  }
  return log
}

function compiledLabel(states: number): CompiledExpert {
  const given: GivenInputs = {
    // Whatever the step, state k says label k.
    expected: (_group, from, to) => {
      const rows = new Float64Array((to - from) * states * states)
      for (let i = 0; i < rows.length; i += states * states)
        for (let k = 0; k < states; k++) rows[i + k * states + k] = 1
      return rows
    },
    sample(group, _sequence, { from, to }, path) {
      codesOf(group).set(path.subarray(0, to - from), from)
    },
  }
  return {
    given,
    addLogProbability(group, from, to, out) {
      const log = labelLogProbability(codesOf(group).subarray(from, to), states)
      for (let i = 0; i < log.length; i++) out[i]! += log[i]!
    },
    collect() {},
    sample: (state) => [state],
  }
}

function codesOf(group: EncodedGroup): Int32Array {
  if (group.kind !== 'symbols') throw new TypeError(`expected labels, got a group of ${group.kind}`)
  return group.codes
}
