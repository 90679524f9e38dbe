import type { Tf } from './tf.js'

export interface Device {
  readonly name: string
  readonly tf: Tf
}

export async function openDevice(_choice = 'auto'): Promise<Device> {
  const tf = await import('@tensorflow/tfjs-core')
  await import('@tensorflow/tfjs-core/dist/register_all_gradients.js' as string)
  await import('@tensorflow/tfjs-backend-wasm')
  await tf.setBackend('wasm')
  await tf.ready()
  return { name: 'wasm', tf }
}
