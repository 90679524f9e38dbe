import { affine } from '../experts/neural/affine.js'
import type { Numbers } from '../experts/neural/letters.js'
import type { Parameters, TensorLayout } from '../tensor.js'

/** The sizes of a network of transitions. */
export interface TransitionArchitecture {
  /** K */
  readonly states: number
  /** P: (features of a step) × (steps of the window). */
  readonly inputs: number
  /** H_1, H_2, … */
  readonly units: readonly number[]
}

/** log-potentials of the states of one sequence, up to what the normaliser takes away. */
export interface TransitionLogits {
  /** [K] of z_1 */
  readonly initial: Float64Array
  /** [T − 1][K][K]: entry t leads from step t to step t + 1, and is that of u_{t+1}. */
  readonly transition: Float64Array
}

/** The weights by name: hidden layers one after the other, then one output for z_1 and one for z_{t−1} → z_t. */
export function transitionLayout({
  states,
  inputs,
  units,
}: TransitionArchitecture): Record<string, TensorLayout> {
  const layout: Record<string, TensorLayout> = {}
  let rows = inputs
  for (const [i, width] of units.entries()) {
    layout[`hidden${i + 1}`] = { axes: ['input', 'unit'], shape: [rows, width] }
    layout[`hidden${i + 1}Bias`] = { axes: ['unit'], shape: [width] }
    rows = width
  }
  return {
    ...layout,
    initialOutput: { axes: ['input', 'state'], shape: [rows, states] },
    initialOutputBias: { axes: ['state'], shape: [states] },
    transitionOutput: { axes: ['input', 'state', 'state'], shape: [rows, states, states] },
    transitionOutputBias: { axes: ['state', 'state'], shape: [states, states] },
  }
}

/** h_1 = relu(u W_1 + b_1), …, outputs = h W + b, for inputs u [T][P] of one sequence. Weights are float32, sums float64. */
export function transitionLogits(
  { states, inputs, units }: TransitionArchitecture,
  weights: Parameters,
  u: Numbers,
  steps: number,
): TransitionLogits {
  const layer = (name: string, width: number) => ({
    matrix: weights[name]!.values,
    bias: weights[`${name}Bias`]!.values,
    width,
  })
  let hidden = u
  let size = inputs
  for (const [i, width] of units.entries()) {
    const own = layer(`hidden${i + 1}`, width)
    hidden = affine(hidden, steps, size, own, 0, own.bias).map((sum) => Math.max(0, sum))
    size = width
  }
  const initial = layer('initialOutput', states)
  const transition = layer('transitionOutput', states * states)
  return {
    initial: affine(hidden, Math.min(1, steps), size, initial, 0, initial.bias),
    transition: affine(hidden.subarray(size), Math.max(0, steps - 1), size, transition, 0, transition.bias),
  }
}
