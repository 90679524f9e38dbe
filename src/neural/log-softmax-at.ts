import { MISSING } from '../encode/encoded.js'
import { hasKernel, nativeKernels } from '../tensor/native-kernels.js'
import type { Saver, Tensor, Tensor2D, Tensor3D, Tf } from '../tensor/tf.js'

/**
 * log softmax(o_tk)[c_t] of outputs o [N][K][C], as [N][K], by as few passes over tensors of all symbols as the device allows:
 * they are what costs.
 *
 * @param codes [N] c_t; MISSING, or a symbol that training never saw, counts 0
 */
export function logSoftmaxAt(tf: Tf, outputs: Tensor3D, codes: Int32Array): Tensor2D {
  const symbols = outputs.shape[2]
  const known = codes.map((code) => (code === MISSING || code >= symbols ? -1 : code))
  const observed = Float32Array.from(known, (code) => (code < 0 ? 0 : 1))
  return hasKernel(tf, nativeKernels.crossEntropy)
    ? fused(tf, outputs, known, observed)
    : composed(tf, outputs, known, observed)
}

/** One pass of tensorflow's own for value and derivatives. */
function fused(tf: Tf, outputs: Tensor3D, known: Int32Array, observed: Float32Array): Tensor2D {
  const [steps, states, symbols] = outputs.shape
  const labels = new Int32Array(steps * states)
  for (let t = 0, at = 0; t < steps; t++)
    for (let k = 0; k < states; k++) labels[at++] = Math.max(0, known[t]!)
  const weight = tf.tensor2d(observed, [steps, 1])
  return tf.customGrad((...args) => {
    const [o, save] = args as unknown as [Tensor3D, Saver]
    const [losses, derivatives] = tf.engine().runKernel(nativeKernels.crossEntropy, {
      features: tf.reshape(o, [steps * states, symbols]),
      labels: tf.tensor1d(labels, 'int32'),
    }) as unknown as [Tensor, Tensor]
    save([derivatives, weight])
    const gradFunc = (dy: Tensor, [each, kept]: Tensor[]) => {
      const down = tf.reshape(tf.neg(tf.mul(dy, kept!)), [steps * states, 1])
      return tf.reshape(tf.mul(each!, down), outputs.shape)
    }
    return { value: tf.neg(tf.mul(tf.reshape(losses, [steps, states]), weight)), gradFunc }
  })(outputs) as Tensor2D
}

/**
 * o_tkc − m − log Σ_j e_j with e_j = exp(o_tkj − m), m = max_j o_tkj; its gradient is dy (1[j = c_t] − e_j / Σ e). One function of both:
 * nine passes instead of fifteen, one exponential instead of two.
 */
function composed(tf: Tf, outputs: Tensor3D, known: Int32Array, counts: Float32Array): Tensor2D {
  const [steps, , symbols] = outputs.shape
  // Cast, since the WASM kernel for oneHot writes integers whatever it is asked for.
  const ones = tf.cast(tf.oneHot(tf.tensor1d(known, 'int32'), symbols), 'float32')
  const target = tf.reshape(ones, [steps, 1, symbols])
  const observed = tf.tensor3d(counts, [steps, 1, 1])
  return tf.customGrad((...args) => {
    const [o, save] = args as unknown as [Tensor3D, Saver]
    const highest = tf.max(o, 2, true)
    const e = tf.exp(tf.sub(o, highest))
    const total = tf.sum(e, 2, true)
    const normaliser = tf.mul(tf.add(highest, tf.log(total)), observed)
    const value = tf.sub(tf.sum(tf.mul(o, target), 2), tf.squeeze(normaliser, [2]))
    save([target, e, tf.div(observed, total)])
    const gradFunc = (dy: Tensor, [one, kept, share]: Tensor[]) => {
      const each = tf.expandDims(dy, 2)
      return tf.sub(tf.mul(each, one!), tf.mul(kept!, tf.mul(each, share!)))
    }
    return { value, gradFunc }
  })(outputs) as Tensor2D
}
