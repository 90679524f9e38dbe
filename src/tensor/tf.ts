/** tensorflow.js as an argument: only src/tensor/ loads it. */
export type Tf = typeof import('@tensorflow/tfjs-core')
export type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core'

/** The last argument of a function behind `customGrad`: keeps tensors for its gradient. */
export type Saver = (tensors: import('@tensorflow/tfjs-core').Tensor[]) => void
