import { hasKernel, nativeKernels } from '../tensor/native-kernels.js'
import type { Saver, Tensor, Tf } from '../tensor/tf.js'

/** max(x, 0). The gradient is 0 at 0; tf.js's own asks about NaN first, which costs tensorflow's library four passes more. */
export function relu(tf: Tf, x: Tensor): Tensor {
  return tf.customGrad((...args) => {
    const [given, save] = args as unknown as [Tensor, Saver]
    const value = tf.relu(given)
    save([value])
    return { value, gradFunc: (dy: Tensor, [kept]: Tensor[]) => gradient(tf, dy, kept!) }
  })(x)
}

function gradient(tf: Tf, dy: Tensor, value: Tensor): Tensor {
  return hasKernel(tf, nativeKernels.reluGradient)
    ? tf.engine().runKernel(nativeKernels.reluGradient, { gradients: dy, features: value })
    : tf.mul(dy, tf.cast(tf.greater(value, 0), 'float32'))
}
