import { MISSING } from '../encode/encoded.js'
import type { Saver, Tensor, Tensor2D, Tensor3D, Tf } from '../tensor/tf.js'

/**
 * log softmax(o_tk)[c_t] of outputs o [N][K][C], as [N][K]: o_tkc − m − log Σ_j e_j with e_j = exp(o_tkj − m), m = max_j o_tkj. Its gradient is
 * dy (1[j = c_t] − e_j / Σ e). One function of both, since tensors of all symbols are what costs: nine passes over them instead of
 * fifteen, one exponential instead of two.
 *
 * @param codes [N] c_t; MISSING, or a symbol that training never saw, counts 0
 */
export function logSoftmaxAt(tf: Tf, outputs: Tensor3D, codes: Int32Array): Tensor2D {
  const [steps, , symbols] = outputs.shape
  const known = codes.map((code) => (code === MISSING || code >= symbols ? -1 : code))
  // Cast, since the WASM kernel for oneHot writes integers whatever it is asked for.
  const ones = tf.cast(tf.oneHot(tf.tensor1d(known, 'int32'), symbols), 'float32')
  const target = tf.reshape(ones, [steps, 1, symbols])
  const observed = tf.tensor3d(
    Float32Array.from(known, (code) => (code < 0 ? 0 : 1)),
    [steps, 1, 1],
  )
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
