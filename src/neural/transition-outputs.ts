import type { TransitionArchitecture } from '../model/gate/transition-outputs.js'
import type { Tensor2D, Tf } from '../tensor/tf.js'
import type { Dropout, Weights } from './network.js'
import { relu } from './relu.js'

/** log-potentials at each of N steps, of which only one serves: `initial` at the beginning of a sequence, `transition` elsewhere. */
export interface TransitionTensors {
  /** [N][K] */
  readonly initial: Tensor2D
  /** [N][K·K] of z_{t−1} → z_t */
  readonly transition: Tensor2D
}

/** The logits for inputs u [N][P], as tensors: the same as `transitionLogits` of model/gate/, for training. */
export function transitionOutputs(
  tf: Tf,
  { states, units }: TransitionArchitecture,
  weights: Weights,
  u: Tensor2D,
  dropout: Dropout | null,
): TransitionTensors {
  let hidden: Tensor2D = u
  for (const i of units.keys()) {
    const name = `hidden${i + 1}`
    const active = relu(
      tf,
      tf.add(tf.matMul(hidden, weights[name] as Tensor2D), weights[`${name}Bias`]!),
    ) as Tensor2D
    hidden =
      dropout === null ? active : (tf.dropout(active, dropout.rate, undefined, dropout.seed(i)) as Tensor2D)
  }
  const output = (name: string, width: number) =>
    tf.add(
      tf.matMul(hidden, tf.reshape(weights[name]!, [-1, width]) as Tensor2D),
      tf.reshape(weights[`${name}Bias`]!, [1, width]),
    ) as Tensor2D
  return {
    initial: output('initialOutput', states),
    transition: output('transitionOutput', states * states),
  }
}
