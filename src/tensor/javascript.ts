import { endBackend, loadCore, startBackend } from './core.js'
import type { Candidate } from './device.js'
import { requireFrom } from './packages.js'
import type { Tf } from './tf.js'

/** tf.js's own `cpu` backend: plain JavaScript, the yardstick of the others. */
export const javascript: Candidate = {
  name: 'javascript',
  gpu: false,
  howToGet: null,
  find: () => ({ state: 'ready', where: '' }),
  async open() {
    const tf = await loadCore()
    loadPlainKernels(tf)
    await startBackend(tf, 'cpu')
    return {
      tf,
      kind: 'cpu',
      description: `tensorflow.js ${tf.version_core} in plain JavaScript`,
      synchronous: true,
      software: false,
      close: () => endBackend(tf, 'cpu'),
    }
  },
}

/** Registers the backend `cpu` once in a process. */
export function loadPlainKernels(tf: Tf): void {
  const require = requireFrom(null)
  if (tf.findBackendFactory('cpu') === null) require('@tensorflow/tfjs-backend-cpu')
}
