import type { Encoded } from '../../encode/encoded.js'
import type { RecurrentGate } from '../../model/gate/recurrent.js'
import type { Tensor1D, Tensor2D, Tf } from '../../tensor/tf.js'
import type { LogGate } from '../chain-likelihood.js'
import type { Weights } from '../network.js'
import { recurrentStates } from './fused.js'

/** A recurrent gate along the sequences of a batch, as a function of its weights. `seed` of the numbers that are left out; null leaves out none. */
export function recurrentLaws(
  gate: RecurrentGate,
  batch: Encoded,
  seed: number | null,
): (tf: Tf, weights: Weights) => LogGate {
  const u = gateInputs(gate, batch)
  const { dropout, inputDropout } = gate.recurrence
  return (tf, weights) => {
    const leaveOut = (x: Tensor2D, rate: number, stream: number) =>
      seed === null || rate === 0 ? x : (tf.dropout(x, rate, undefined, seed - stream) as Tensor2D)
    const seen = leaveOut(tf.tensor2d(u, [batch.offsets.at(-1)!, gate.sizes.inputs]), inputDropout, 2)
    const memory = leaveOut(memoryOf(tf, batch.offsets, seen, weights), dropout, 1)
    const logits = tf.add(tf.matMul(memory, weights.scores as Tensor2D), weights.weights!)
    return { memory, logWeights: tf.logSoftmax(logits) as Tensor2D, logTransition: null }
  }
}

/** u [N][P], what the gate sees. */
function gateInputs({ sees }: RecurrentGate, batch: Encoded): Float32Array {
  const { offsets } = batch
  const u = new Float32Array(offsets.at(-1)! * sees.inputs)
  for (let b = 0; b + 1 < offsets.length; b++) {
    const steps = { from: offsets[b]!, to: offsets[b + 1]! }
    sees.fill(batch, steps, steps, u.subarray(steps.from * sees.inputs, steps.to * sees.inputs))
  }
  return u
}

/** s_t [N][H] */
function memoryOf(tf: Tf, offsets: Uint32Array, u: Tensor2D, weights: Weights): Tensor2D {
  const sums = tf.add(tf.matMul(u, weights.input as Tensor2D), weights.inputBias as Tensor1D) as Tensor2D
  return recurrentStates(tf, offsets, sums, {
    recurrent: weights.recurrent as Tensor2D,
    candidateBias: weights.candidateBias as Tensor1D,
    start: weights.start as Tensor1D,
  })
}
