import type { KernelConfig, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core'
import type { Tf } from '../tf.js'

/** Kernels of a matrix product with attributes transposeA and transposeB. */
const products = ['BatchMatMul', '_FusedMatMul']

const replaced = new WeakSet<KernelFunc>()

/**
 * Products with a transposed operand, as in every dense layer's gradient, by transposing it first: the WASM kernel itself falls
 * back to plain loops there, 15 to 20 times slower.
 */
export function transposeFirst(tf: Tf): void {
  const transpose = tf.getKernel('Transpose', 'wasm').kernelFunc
  for (const name of products) {
    const kernel = tf.getKernel(name, 'wasm')
    if (replaced.has(kernel.kernelFunc)) continue
    const kernelFunc = withoutTransposedOperands(kernel, transpose)
    replaced.add(kernelFunc)
    tf.unregisterKernel(name, 'wasm')
    tf.registerKernel({ ...kernel, kernelFunc })
  }
}

function withoutTransposedOperands({ kernelFunc }: KernelConfig, transpose: KernelFunc): KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const made: TensorInfo[] = []
    const plain = (x: TensorInfo, transposed: unknown): TensorInfo => {
      if (transposed !== true) return x
      const rank = x.shape.length
      const perm = x.shape.map((_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis))
      const result = transpose({ inputs: { x }, attrs: { perm }, backend }) as TensorInfo
      made.push(result)
      return result
    }
    const a = plain(inputs.a!, attrs?.transposeA)
    const b = plain(inputs.b!, attrs?.transposeB)
    const product = kernelFunc({
      inputs: { ...inputs, a, b },
      attrs: { ...attrs, transposeA: false, transposeB: false },
      backend,
    })
    const { disposeData } = backend as { disposeData(dataId: object): boolean }
    for (const { dataId } of made) disposeData.call(backend, dataId)
    return product
  }
}
