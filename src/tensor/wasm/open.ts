import { endBackend, loadCore, startBackend } from '../core.js'
import type { Candidate } from '../device.js'
import { requireFrom } from '../packages.js'
import { borrowKernels } from './borrow-kernels.js'
import { refuseNull } from './refuse-null.js'
import { transposeFirst } from './transpose-first.js'
import { withoutNewListeners } from './without-new-listeners.js'

/** XNNPACK compiled to WebAssembly, one thread: a dependency of dsm, there wherever Node runs. */
export const wasm: Candidate = {
  name: 'wasm',
  gpu: false,
  howToGet: null,
  find: () => ({ state: 'ready', where: '' }),
  async open() {
    const tf = await loadCore()
    const require = requireFrom(null)
    await withoutNewListeners(['uncaughtException', 'unhandledRejection'], async () => {
      require('@tensorflow/tfjs-backend-wasm')
      await startBackend(tf, 'wasm')
    })
    refuseNull(tf)
    transposeFirst(tf)
    borrowKernels(tf)
    return {
      tf,
      kind: 'cpu',
      description: `tensorflow.js ${tf.version_core} in WebAssembly, one thread`,
      synchronous: true,
      software: false,
      close: () => endBackend(tf, 'wasm'),
    }
  },
}
