import { requireFrom } from './packages.js'
import type { Tf } from './tf.js'

/** dsm's own copy of tensorflow.js with gradients, without a backend. */
export async function loadCore(): Promise<Tf> {
  const tf = requireFrom(null)('@tensorflow/tfjs-core') as Tf
  silence(tf)
  await import('./gradients.js')
  return tf
}

/** tf.js advertises tfjs-node and complains about second copies on the console. */
export function silence(tf: Tf): void {
  tf.env().set('PROD', true)
}

/**
 * Makes a registered backend the one that computes. Throws where it does not start: tf.js itself would pick another without a
 * word.
 */
export async function startBackend(tf: Tf, backend: string): Promise<void> {
  if (!(await tf.setBackend(backend))) throw new Error(`the backend ${backend} does not start`)
  await tf.ready()
  if (tf.getBackend() !== backend) throw new Error(`${tf.getBackend()} started instead of ${backend}`)
}

/** Ends a backend and leaves it ready to be started again. */
export function endBackend(tf: Tf, backend: string): void {
  const factory = tf.findBackendFactory(backend)
  if (factory === null) return
  tf.removeBackend(backend)
  tf.registerBackend(backend, factory)
}
