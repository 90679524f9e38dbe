import type { Parameters } from '../../tensor.js'
import { affine, type Layer } from './affine.js'
import type { Architecture } from './architecture.js'
import type { Numbers } from './letters.js'
import { templateOutputs } from './template.js'

/**
 * The network's outputs [T][K][O] for inputs u [T][P], in plain arithmetic: weights are float32, sums float64.
 *
 *     h_1 = relu(u W_1 + b_1),  h_i = relu([h_{i−1}; e_k; u] W_i + b_i),  output = [h; e_k; u] W + b
 *
 * What does not depend on the state is computed once for all states.
 *
 * @param own inputs from the data, [T][P − H]
 * @param memory the gate's states [T][H], where they are inputs too
 */
export function forward(
  architecture: Architecture,
  weights: Parameters,
  own: Numbers,
  steps: number,
  memory?: Float64Array,
): Float64Array {
  const { states, inputs, embedding, units, outputs, template } = architecture
  if (template !== null) return templateOutputs(architecture, weights, memory, steps)
  const u = memory === undefined ? own : joined(own, memory, steps, architecture)
  const e = weights.embedding!.values
  let hidden: Hidden | null = null
  for (const [i, width] of units.entries()) {
    const layer = {
      matrix: weights[`hidden${i + 1}`]!.values,
      bias: weights[`hidden${i + 1}Bias`]!.values,
      width,
    }
    hidden =
      i === 0
        ? { width, perState: false, values: affine(u, steps, inputs, layer, 0, layer.bias) }
        : onStateAndInputs(hidden, layer)
    relu(hidden.values)
  }
  return onStateAndInputs(hidden, {
    matrix: weights.output!.values,
    bias: weights.outputBias!.values,
    width: outputs,
  }).values

  /** [h; e_k; u] W + b for every step and state. */
  function onStateAndInputs(h: Hidden | null, layer: Layer): Hidden {
    const { width } = layer
    const own = h?.width ?? 0
    const seen = affine(u, steps, inputs, layer, own + embedding, layer.bias)
    const ofState = affine(e, states, embedding, layer, own, null)
    const ofHidden = h === null ? null : affine(h.values, h.values.length / own, own, layer, 0, null)
    const values = new Float64Array(steps * states * width)
    for (let t = 0, to = 0; t < steps; t++) {
      for (let k = 0; k < states; k++) {
        const row = h?.perState ? (t * states + k) * width : t * width
        for (let j = 0; j < width; j++)
          values[to++] = seen[t * width + j]! + ofState[k * width + j]! + (ofHidden?.[row + j] ?? 0)
      }
    }
    return { width, perState: true, values }
  }
}

/** [T][P] */
function joined(
  own: Numbers,
  memory: Float64Array,
  steps: number,
  { inputs, memory: width }: Architecture,
): Float64Array {
  const rest = inputs - width
  const u = new Float64Array(steps * inputs)
  for (let t = 0; t < steps; t++) {
    u.set(own.subarray(t * rest, (t + 1) * rest), t * inputs)
    u.set(memory.subarray(t * width, (t + 1) * width), t * inputs + rest)
  }
  return u
}

interface Hidden {
  readonly width: number
  /** Rows are steps, or steps and states. */
  readonly perState: boolean
  readonly values: Float64Array
}

function relu(values: Float64Array): void {
  for (let i = 0; i < values.length; i++) if (values[i]! < 0) values[i] = 0
}
