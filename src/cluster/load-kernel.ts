import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { UsageError } from '../errors.js'

/** The two builds of the kernel: `relaxed` uses fused multiply-add, whose last bits may differ between processors. */
export type KernelName = 'portable' | 'relaxed'

export interface LoadedKernel {
  readonly name: KernelName
  readonly module: WebAssembly.Module
}

/**
 * Compiles a build of the kernel; `auto` takes the relaxed one where the runtime has it. Throws UsageError where it has not and
 * `relaxed` was asked for.
 */
export function loadKernel(wanted: KernelName | 'auto'): LoadedKernel {
  if (wanted !== 'portable') {
    // Node 20 has relaxed SIMD behind a flag, which may be set before the first module is compiled; newer ones just have it.
    if (process.versions.node.startsWith('20.')) setFlagsFromString('--experimental-wasm-relaxed-simd')
    const bytes = readKernel('relaxed')
    if (WebAssembly.validate(bytes)) return { name: 'relaxed', module: new WebAssembly.Module(bytes) }
    if (wanted === 'relaxed') {
      throw new UsageError('no-relaxed-simd', `Node ${process.versions.node} has no relaxed SIMD`, {
        hint: 'give --kernel portable, or use Node 20 or newer',
      })
    }
  }
  return { name: 'portable', module: new WebAssembly.Module(readKernel('portable')) }
}

function readKernel(name: KernelName): Uint8Array {
  return readFileSync(new URL(`../kernel/${name}.wasm`, builtFolder))
}

/** Folder of the compiled form of this file: under a test runner the sources run as they are, beside the last build. */
export const builtFolder = import.meta.url.endsWith('.ts')
  ? new URL('../../dist/cluster/', import.meta.url)
  : new URL('./', import.meta.url)
