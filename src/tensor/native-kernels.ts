import type { DataType, TensorInfo } from '@tensorflow/tfjs-core'
import type { Tf } from './tf.js'

/** An attribute of one of tensorflow's operations, as the binding takes it. */
interface Attribute {
  readonly name: string
  readonly type: number
  readonly value: number
}

interface NativeBackend {
  readonly binding: { readonly TF_ATTR_TYPE: number; readonly TF_FLOAT: number; readonly TF_INT32: number }
  executeSingleOutput(name: string, attributes: Attribute[], inputs: TensorInfo[]): TensorInfo
  executeMultipleOutputs(
    name: string,
    attributes: Attribute[],
    inputs: TensorInfo[],
    outputs: number,
  ): TensorInfo[]
}

/**
 * Operations of tensorflow's library that tfjs-node does not offer: each does in one pass over the memory what takes tf.js several.
 * Both are of float32.
 */
export const nativeKernels = {
  /** { gradients, features } of one shape: gradients where features > 0, else 0. */
  reluGradient: 'ReluGrad',
  /** { features [N][C], labels [N] int32 }: −log softmax at the label [N], and its derivatives softmax − 1[label] [N][C]. */
  crossEntropy: 'SparseSoftmaxCrossEntropyWithLogits',
} as const

/** Registers them with a copy of tf.js that runs on tensorflow. */
export function registerNativeKernels(tf: Tf): void {
  const backendName = 'tensorflow'
  if (tf.getKernel(nativeKernels.reluGradient, backendName) !== undefined) return
  tf.registerKernel({
    kernelName: nativeKernels.reluGradient,
    backendName,
    kernelFunc({ inputs, backend }) {
      const native = backend as unknown as NativeBackend
      return native.executeSingleOutput(
        nativeKernels.reluGradient,
        [ofType(native, 'T', 'float32')],
        [inputs.gradients!, inputs.features!],
      )
    },
  })
  tf.registerKernel({
    kernelName: nativeKernels.crossEntropy,
    backendName,
    kernelFunc({ inputs, backend }) {
      const native = backend as unknown as NativeBackend
      const types = [ofType(native, 'T', 'float32'), ofType(native, 'Tlabels', 'int32')]
      return native.executeMultipleOutputs(
        nativeKernels.crossEntropy,
        types,
        [inputs.features!, inputs.labels!],
        2,
      )
    },
  })
}

/** Whether the device that computes has a kernel of this name. */
export function hasKernel(tf: Tf, name: string): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined
}

function ofType({ binding }: NativeBackend, name: string, type: DataType): Attribute {
  return {
    name,
    type: binding.TF_ATTR_TYPE,
    value: type === 'int32' ? binding.TF_INT32 : binding.TF_FLOAT,
  }
}
