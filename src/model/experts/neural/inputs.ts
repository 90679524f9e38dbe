import type { NeuralConfig } from '../../../config/neural.js'
import type { EncodedGroup, GroupPlan } from '../../../encode/encoded.js'
import { featureCount } from './architecture.js'

/** Writes the features of one step to `out` from `at` on, which holds zeros there. */
type Writer = (step: number, out: Float32Array, at: number) => void

/**
 * Fills u [T][P] with what the network sees at `steps` (all where left out) of the sequence from ≤ t < to: the features of
 * every step of the window, then those of the modelled columns one step before. Numbers are standardised by the training
 * data, symbols are one-hot; places outside the sequence, and symbols that training never saw, are zeros.
 */
export function fillInputs(
  { inputs, context }: Pick<NeuralConfig, 'inputs' | 'context'>,
  plan: GroupPlan,
  group: EncodedGroup,
  from: number,
  to: number,
  out: Float32Array,
  steps = { from, to },
): void {
  const plans = plan.inputs ?? []
  const writers = plans.map((input, i) => featureWriter(input, group.inputs![i]!))
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

function featureWriter(plan: GroupPlan, group: EncodedGroup): Writer {
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
