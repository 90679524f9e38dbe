import type { Encoded } from '../../encode/encoded.js'
import type { RecurrentGate } from '../../model/gate/recurrent.js'
import type { Tensor, Tensor1D, Tensor2D, Tf } from '../../tensor/tf.js'
import type { Dropout, Weights } from '../network.js'
import { recurrentStates } from './fused.js'

/** u [N][P], what the gate sees along the sequences of a batch. */
export function gateInputs({ sees }: RecurrentGate, batch: Encoded): Float32Array {
  const { offsets } = batch
  const u = new Float32Array(offsets.at(-1)! * sees.inputs)
  for (let b = 0; b + 1 < offsets.length; b++) {
    const steps = { from: offsets[b]!, to: offsets[b + 1]! }
    sees.fill(batch, steps, steps, u.subarray(steps.from * sees.inputs, steps.to * sees.inputs))
  }
  return u
}

/** The gate's states s_t [N][H] along a stack of sequences, as gate and experts read them. */
export function gateMemory(
  tf: Tf,
  offsets: Uint32Array,
  u: Tensor2D,
  weights: Weights,
  dropout: Dropout | null,
): Tensor2D {
  const sums = tf.add(tf.matMul(u, weights.input as Tensor2D), weights.inputBias as Tensor1D) as Tensor2D
  const states = recurrentStates(tf, offsets, sums, {
    recurrent: weights.recurrent as Tensor2D,
    candidateBias: weights.candidateBias as Tensor1D,
    start: weights.start as Tensor1D,
  })
  return dropout === null ? states : (tf.dropout(states, dropout.rate, undefined, dropout.seed(0)) as Tensor2D)
}

/** log p(z_t = k | s_t) [N][K]: log α_k + s_t W, normalised. */
export function logStepWeights(tf: Tf, memory: Tensor2D, { weights, scores }: Record<string, Tensor>): Tensor2D {
  return tf.logSoftmax(tf.add(tf.matMul(memory, scores as Tensor2D), weights!)) as Tensor2D
}
