import type {
  BackendValues,
  DataType,
  KernelBackend,
  KernelFunc,
  NamedTensorInfoMap,
  TensorInfo,
} from '@tensorflow/tfjs-core'
import { loadPlainKernels } from '../javascript.js'
import type { Tf } from '../tf.js'

/** What the WASM backend lacks and training asks for: gather's gradient, einsum, gradients of convolutions. */
const lacking = [
  'UnsortedSegmentSum',
  'Einsum',
  'Conv2DBackpropFilter',
  'DepthwiseConv2dNativeBackpropFilter',
  'DepthwiseConv2dNativeBackpropInput',
]

interface PlainBackend extends KernelBackend {
  makeTensorInfo(shape: number[], dtype: DataType, values: BackendValues): TensorInfo
  disposeIntermediateTensorInfo(info: TensorInfo): void
}

interface WasmBackend extends KernelBackend {
  makeOutput(shape: number[], dtype: DataType, memoryOffset?: number, values?: BackendValues): TensorInfo
}

/** Lets the plain JavaScript kernels do what the WASM backend has no kernel for; values are copied there and back. */
export function borrowKernels(tf: Tf): void {
  loadPlainKernels(tf)
  const own = new Set(tf.getKernelsForBackend('wasm').map(({ kernelName }) => kernelName))
  for (const kernelName of lacking)
    if (!own.has(kernelName))
      tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc: borrowed(tf, kernelName) })
}

function borrowed(tf: Tf, kernelName: string): KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const wasm = backend as WasmBackend
    const plain = tf.findBackend('cpu') as PlainBackend
    const copy = ({ shape, dtype, dataId }: TensorInfo) =>
      plain.makeTensorInfo(shape, dtype, wasm.readSync(dataId))
    // einsum's inputs are a list.
    const copies = Array.isArray(inputs)
      ? inputs.map(copy)
      : Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, copy(input!)]))
    const { kernelFunc } = tf.getKernel(kernelName, 'cpu')
    const result = kernelFunc({
      inputs: copies as NamedTensorInfoMap,
      ...(attrs === undefined ? {} : { attrs }),
      backend: plain,
    })
    const results = [result].flat()
    const back = results.map(({ shape, dtype, dataId }) =>
      wasm.makeOutput(shape, dtype, undefined, plain.readSync(dataId)),
    )
    for (const info of [...Object.values(copies), ...results]) plain.disposeIntermediateTensorInfo(info)
    return Array.isArray(result) ? back : back[0]!
  }
}
