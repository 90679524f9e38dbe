import type { EncodedGroup, GroupPlan } from '../../../encode/encoded.js'
import type { Random } from '../../../random.js'
import { bernoulliOutput } from './outputs/bernoulli.js'
import { categoricalOutput } from './outputs/categorical.js'
import { gaussianOutput } from './outputs/gaussian.js'

/** What a network ends in: how O numbers are the parameters of a law of the modelled columns. */
export interface Output {
  /** O */
  readonly width: number
  /** [O] biases at which every state begins: the law of the training data as a whole. */
  readonly bias: Float64Array
  /**
   * [O] outputs whose law is that of the group's cells at these steps, drawn towards that of the training data as a whole: where the
   * template of a cluster begins.
   */
  lawOf(group: EncodedGroup, steps: readonly number[]): Float64Array
  /** Adds log p(x_t | outputs) to out[t·K + k] for outputs [T][K][O], nats. Missing cells are summed out. */
  addLogProbability(
    outputs: Float64Array,
    states: number,
    group: EncodedGroup,
    from: number,
    steps: number,
    out: Float64Array,
  ): void
  /** Probabilities of the symbols [V], or the mean of each column [D], for one row of outputs. */
  expected(outputs: Float64Array): Float64Array
  /** D numbers, or one code for symbols. */
  sample(outputs: Float64Array, random: Random): number[]
  /** Column heads and cells of one row, for people. */
  readonly heads: readonly string[]
  describe(outputs: Float64Array): string[]
}

export type OutputKind = 'categorical' | 'bernoulli' | 'gaussian'

export function createOutput(kind: OutputKind, plan: GroupPlan): Output {
  if (plan.kind === 'symbols') {
    if (kind !== 'categorical') throw new TypeError(`a ${kind} output models numbers, not symbols`)
    return categoricalOutput(plan)
  }
  return kind === 'bernoulli' ? bernoulliOutput(plan) : gaussianOutput(plan)
}
