import type { Architecture } from '../model/experts/neural/architecture.js'
import type { Tensor, Tensor1D, Tensor2D, Tensor3D, Tf } from '../tensor/tf.js'
import { relu } from './relu.js'

export type Weights = Readonly<Record<string, Tensor>>

/** Hidden units that are left out: which ones depends on the seed alone, whatever the device. */
export interface Dropout {
  readonly rate: number
  seed(layer: number): number
}

/**
 * The outputs [N][K][O] for inputs from the data [N][P − H] and states of the gate [N][H], as tensors: the same as `forward` of
 * model/experts/neural/, for training.
 */
export function networkOutputs(
  tf: Tf,
  architecture: Architecture,
  weights: Weights,
  own: Tensor2D,
  dropout: Dropout | null,
  memory?: Tensor2D,
): Tensor3D {
  const { states, inputs, embedding, units, outputs } = architecture
  if (architecture.template !== null) return shiftedTemplates(tf, architecture, weights, own.shape[0], memory)
  const u = architecture.memory === 0 ? own : (tf.concat([own, memory!], 1) as Tensor2D)
  const steps = u.shape[0]
  let hidden: Tensor | null = null
  for (const [i, width] of units.entries()) {
    const name = `hidden${i + 1}`
    const sums: Tensor =
      i === 0
        ? tf.add(tf.matMul(u, weights[name] as Tensor2D), weights[`${name}Bias`]!)
        : onStateAndInputs(hidden, name, width)
    const active = relu(tf, sums)
    hidden = dropout === null ? active : tf.dropout(active, dropout.rate, undefined, dropout.seed(i))
  }
  return onStateAndInputs(hidden, 'output', outputs)

  /** [h; e_k; u] W + b: [N][K][width] */
  function onStateAndInputs(h: Tensor | null, name: string, width: number): Tensor3D {
    const matrix = weights[name] as Tensor2D
    const own = h === null ? 0 : h.shape[h.shape.length - 1]!
    const rows = (from: number, count: number) => tf.slice(matrix, [from, 0], [count, width])
    const seen = tf.add(tf.matMul(u, rows(own + embedding, inputs)), weights[`${name}Bias`] as Tensor1D)
    const ofState = tf.matMul(weights.embedding as Tensor2D, rows(own, embedding))
    const common = tf.add(tf.reshape(seen, [steps, 1, width]), tf.reshape(ofState, [1, states, width]))
    if (h === null) return common as Tensor3D
    const perState = h.rank === 3
    const flat = tf.reshape(h, [perState ? steps * states : steps, own]) as Tensor2D
    const ofHidden = tf.matMul(flat, rows(0, own))
    return tf.add(common, tf.reshape(ofHidden, [steps, perState ? states : 1, width])) as Tensor3D
  }
}

/** [N][K][O] */
function shiftedTemplates(
  tf: Tf,
  { states, outputs, template, memory: width }: Architecture,
  { templates, slopes, project, shifts }: Weights,
  steps: number,
  memory: Tensor2D | undefined,
): Tensor3D {
  const b = tf.reshape(templates!, [1, states, outputs]) as Tensor3D
  if (width === 0) return tf.tile(b, [steps, 1, 1])
  const { rank } = template!
  const shift =
    rank === 0
      ? tf.reshape(tf.matMul(memory!, slopes as Tensor2D), [steps, 1, outputs])
      : tf.reshape(
          tf.matMul(
            tf.matMul(memory!, project as Tensor2D),
            tf.reshape(shifts!, [rank, states * outputs]) as Tensor2D,
          ),
          [steps, states, outputs],
        )
  return tf.add(b, shift) as Tensor3D
}
