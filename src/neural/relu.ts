import type { Saver, Tensor, Tf } from '../tensor/tf.js'

/** max(x, 0). The gradient is 0 at 0; tf.js's own asks about NaN first, which costs tensorflow's library four passes more. */
export function relu(tf: Tf, x: Tensor): Tensor {
  return tf.customGrad((...args) => {
    const [given, save] = args as unknown as [Tensor, Saver]
    const value = tf.relu(given)
    save([value])
    const gradFunc = (dy: Tensor, [kept]: Tensor[]) => tf.mul(dy, tf.cast(tf.greater(kept!, 0), 'float32'))
    return { value, gradFunc }
  })(x)
}
