import { createRequire } from 'node:module'
import type { Tf } from './tf.js'

export interface Device {
  readonly name: string
  readonly tf: Tf
}

/** tensorflow.js on the WASM backend, which is always there. */
export async function openDevice(): Promise<Device> {
  // By require, so that the command line's bundle leaves them where their .wasm files are.
  const load = createRequire(import.meta.url)
  const tf = load('@tensorflow/tfjs-core') as Tf
  // The main file of the package registers no gradients.
  await import('@tensorflow/tfjs-core/dist/register_all_gradients.js')
  load('@tensorflow/tfjs-backend-wasm')
  await tf.setBackend('wasm')
  await tf.ready()
  return { name: 'wasm', tf }
}
