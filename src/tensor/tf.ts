/** tensorflow.js as an argument: only src/tensor/ loads it. */
export type Tf = typeof import('@tensorflow/tfjs-core')
export type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core'
