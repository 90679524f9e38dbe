import type { SeenInputs } from '../../../config/network-inputs.js'
import type { EncodedGroup, GroupPlan } from '../../../encode/encoded.js'
import { featureCount } from './architecture.js'
import type { Numbers } from './letters.js'
import type { VectorTable } from './vectors.js'

/** Writes the features of one step to `out` from `at` on, which holds zeros there. */
export type Writer = (step: number, out: Numbers, at: number) => void

/**
 * Fills u [T][P] with what the network sees at `steps` (all where left out) of the sequence from ≤ t < to: the features of
 * every step of the window, then those of the modelled columns one step before. Numbers are standardised by the training
 * data; symbols are one-hot, or rows of their table. Places outside the sequence, and one-hot symbols that training never saw,
 * are zeros.
 *
 * @param tables for each input its table of vectors, null where it has none
 */
export function fillInputs(
  { inputs, context }: SeenInputs,
  plan: GroupPlan,
  group: EncodedGroup,
  from: number,
  to: number,
  out: Numbers,
  steps = { from, to },
  tables: readonly (VectorTable | null)[] = [],
): void {
  const plans = plan.inputs ?? []
  const writers = plans.map((input, i) => {
    const table = tables[i] ?? null
    return table === null ? featureWriter(input, group.inputs![i]!) : vectorWriter(table)
  })
  const sizes = plans.map(featureCount)
  const features = sizes.reduce((a, b) => a + b, 0)
  const previous = inputs.includes('previous') ? featureWriter(plan, group) : null
  const [first, last] = context
  const width = features * (last - first + 1) + (previous === null ? 0 : featureCount(plan))
  out.fill(0, 0, (steps.to - steps.from) * width)
  for (let t = steps.from; t < steps.to; t++) {
    let at = (t - steps.from) * width
    for (let offset = first; offset <= last; offset++) {
      const step = t + offset
      const inside = step >= from && step < to
      for (let i = 0; i < writers.length; i++) {
        if (inside) writers[i]!(step, out, at)
        at += sizes[i]!
      }
    }
    if (previous !== null && t > from) previous(t - 1, out, at)
  }
}

/**
 * Adds the derivatives with respect to u [T][P] of the steps from ≤ t < to of one sequence to those of the rows of the tables:
 * `gradients` are laid out as the tables' rows.
 */
export function addInputGradient(
  { context: [first, last] }: Pick<SeenInputs, 'context'>,
  { inputs: plans = [] }: GroupPlan,
  width: number,
  from: number,
  to: number,
  gradient: Numbers,
  tables: readonly (VectorTable | null)[],
  gradients: readonly (Numbers | null)[],
): void {
  const sizes = plans.map(featureCount)
  const features = sizes.reduce((a, b) => a + b, 0)
  let before = 0
  for (const [i, table] of tables.entries()) {
    const start = before
    before += sizes[i]!
    if (table === null) continue
    const into = gradients[i]!
    for (let t = from; t < to; t++) {
      for (let offset = Math.max(first, from - t); offset <= last && t + offset < to; offset++) {
        const row = table.codes[t + offset]! * table.width
        const at = (t - from) * width + (offset - first) * features + start
        for (let d = 0; d < table.width; d++) into[row + d]! += gradient[at + d]!
      }
    }
  }
}

function vectorWriter({ width, rows, codes }: VectorTable): Writer {
  return (step, out, at) => {
    const row = codes[step]! * width
    for (let d = 0; d < width; d++) out[at + d] = rows[row + d]!
  }
}

/** The numbers of a step standardised by the plan, or its symbol as one of V inputs. */
export function featureWriter(plan: GroupPlan, group: EncodedGroup): Writer {
  if (group.kind === 'symbols') {
    const { codes, symbols } = group
    return (step, out, at) => {
      const code = codes[step]!
      if (code >= 0 && code < symbols) out[at + code] = 1
    }
  }
  if (plan.kind !== 'numbers') throw new TypeError(`expected a plan of number columns, got ${plan.kind}`)
  const { values, dimension } = group
  const scale = plan.variance.map((variance) => (variance > 0 ? 1 / Math.sqrt(variance) : 1))
  return (step, out, at) => {
    for (let d = 0; d < dimension; d++)
      out[at + d] = (values[step * dimension + d]! - plan.mean[d]!) * scale[d]!
  }
}
