import { OutOfMemoryError } from '../out-of-memory.js'
import type { Tf } from '../tf.js'

interface WasmBackend {
  readonly wasm: {
    readonly HEAPU8: Uint8Array
    _malloc(bytes: number): number
    _free(address: number): void
  }
}

const guarded = new WeakSet<object>()

/**
 * Makes a full memory an error. The module's own `malloc` answers 0 where its 4 GiB do not suffice, and the backend would write
 * the tensor there, over whatever stands at the beginning of its memory.
 */
export function refuseNull(tf: Tf): void {
  const { wasm } = tf.backend() as unknown as WasmBackend
  if (guarded.has(wasm)) return
  // Emscripten's stub puts the true function into its place when it is called for the first time.
  wasm._free(wasm._malloc(1))
  const allocate = wasm._malloc.bind(wasm)
  wasm._malloc = (bytes) => {
    const address = bytes < 2 ** 32 ? allocate(bytes) : 0
    // Beyond 4 GiB it answers 0, or an address behind the end of the memory.
    const there = address !== 0 && (address >>> 0) + bytes <= wasm.HEAPU8.byteLength
    if (!there && bytes > 0)
      throw new OutOfMemoryError(`WebAssembly's memory of 4 GiB has no room for ${bytes} more bytes`)
    return address
  }
  guarded.add(wasm)
}
