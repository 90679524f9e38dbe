import type { Parameters, TensorLayout } from '../../tensor.js'
import { affine } from './affine.js'
import type { Architecture } from './architecture.js'

/** The weights of a network without hidden layers whose only input, if any, is the gate's state s [H]. */
export function templateLayout({
  states,
  outputs,
  memory,
  template,
}: Architecture): Record<string, TensorLayout> {
  const { rank } = template!
  const templates: TensorLayout = { axes: ['state', 'output'], shape: [states, outputs] }
  if (memory === 0) return { templates }
  if (rank === 0) return { templates, slopes: { axes: ['input', 'output'], shape: [memory, outputs] } }
  return {
    templates,
    project: { axes: ['input', 'unit'], shape: [memory, rank] },
    shifts: { axes: ['unit', 'state', 'output'], shape: [rank, states, outputs] },
  }
}

/**
 * Outputs [T][K][O] for states of the gate s [T][H]:
 *
 *     output_k = b_k,    b_k + s V,    or b_k + Σ_r (s U)_r R_rk
 */
export function templateOutputs(
  { states, outputs, memory, template }: Architecture,
  weights: Parameters,
  s: Float64Array | undefined,
  steps: number,
): Float64Array {
  const { values: templates } = weights.templates!
  const size = states * outputs
  const all = new Float64Array(steps * size)
  for (let t = 0; t < steps; t++) all.set(templates, t * size)
  if (memory === 0) return all
  const times = (rows: Float64Array, inner: number, name: string, width: number) =>
    affine(rows, steps, inner, { matrix: weights[name]!.values, bias: templates, width }, 0, null)
  const { rank } = template!
  const shift =
    rank === 0
      ? times(s!, memory, 'slopes', outputs)
      : times(times(s!, memory, 'project', rank), rank, 'shifts', size)
  const width = rank === 0 ? outputs : size
  for (let t = 0, i = 0; t < steps; t++)
    for (let j = 0; j < size; j++, i++) all[i]! += shift[t * width + (j % width)]!
  return all
}
