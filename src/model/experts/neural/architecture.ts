import { isTemplate, type NeuralConfig } from '../../../config/neural.js'
import type { GroupPlan } from '../../../encode/encoded.js'
import type { TensorLayout } from '../../tensor.js'
import { templateLayout } from './template.js'

/** The sizes of a network. P inputs, E numbers for a state, O outputs. */
export interface Architecture {
  readonly states: number
  /** P: (features of a step) × (steps of the window) + (features of the step before) + (the gate's state). */
  readonly inputs: number
  /** H, the last of the inputs: the state of a recurrent gate; 0 where it is not seen. */
  readonly memory: number
  /** Set where each state has a law of its own (`template.ts`); null for the others. `rank` 0: shifted by shared slopes. */
  readonly template: { readonly rank: number } | null
  /** E */
  readonly embedding: number
  /** H_1, H_2, … */
  readonly units: readonly number[]
  /** O */
  readonly outputs: number
}

/** Number of inputs that a group of columns gives at one step: a number each, one for each symbol, or a vector. */
export function featureCount(plan: GroupPlan): number {
  if (plan.kind === 'numbers') return plan.columns.length
  const vectors = plan.reading?.vectors
  if (vectors === undefined) return plan.symbols.length
  return vectors.kind === 'symbols' ? vectors.length : vectors.units
}

export function architectureOf(
  config: NeuralConfig,
  plan: GroupPlan,
  states: number,
  outputs: number,
  memory: number,
): Architecture {
  const { inputs, context, units, embedding } = config
  const seen = (plan.inputs ?? []).reduce((sum, group) => sum + featureCount(group), 0)
  const previous = inputs.includes('previous') ? featureCount(plan) : 0
  const window = context[1] - context[0] + 1
  const remembered = inputs.includes('gate') ? memory : 0
  return {
    states,
    inputs: seen * window + previous + remembered,
    memory: remembered,
    template: isTemplate(config) ? { rank: config.rank ?? 0 } : null,
    embedding,
    units,
    outputs,
  }
}

/**
 * The weights by name. The first hidden layer sees u; each further layer, and the output, sees [h; e_k; u]: rows of h
 * first, then of e_k, then of u. Without hidden layers there is no h.
 */
export function weightLayout(architecture: Architecture): Record<string, TensorLayout> {
  const { states, inputs, embedding, units, outputs, template } = architecture
  if (template !== null) return templateLayout(architecture)
  const layout: Record<string, TensorLayout> = {
    embedding: { axes: ['state', 'unit'], shape: [states, embedding] },
  }
  let rows = inputs
  for (const [i, width] of units.entries()) {
    layout[`hidden${i + 1}`] = { axes: ['input', 'unit'], shape: [rows, width] }
    layout[`hidden${i + 1}Bias`] = { axes: ['unit'], shape: [width] }
    rows = width + embedding + inputs
  }
  if (units.length === 0) rows = embedding + inputs
  layout.output = { axes: ['input', 'output'], shape: [rows, outputs] }
  layout.outputBias = { axes: ['output'], shape: [outputs] }
  return layout
}
