import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { endBackend, silence, startBackend } from './core.js'
import type { Candidate, CandidateOptions, Found, OpenedDevice } from './device.js'
import { mendNodeUtil } from './node-util.js'
import { packageFolders, requireFrom } from './packages.js'
import type { Tf } from './tf.js'
import { withEnvironment } from './with-environment.js'

interface NativeBackend {
  readonly binding: { TF_Version: string }
  readonly isUsingGpuDevice: boolean
}

/** tensorflow itself, the C library that Python's package runs on too. */
export function nativeCandidate(name: 'tfjs-node' | 'tfjs-node-gpu'): Candidate {
  const packageName = `@tensorflow/${name}`
  return {
    name,
    gpu: name === 'tfjs-node-gpu',
    howToGet:
      name === 'tfjs-node'
        ? 'npm install @tensorflow/tfjs-node; where that fails, scripts/build-tfjs-native.mjs builds it on tensorflow from a Python wheel'
        : 'npm install @tensorflow/tfjs-node-gpu (CUDA 11.2: no card newer than Ampere); for CUDA 12 scripts/build-tfjs-native.mjs --gpu (tried on no card)',
    find: () => find(packageName),
    open: (where, options) => open(where, options),
  }
}

function find(packageName: string): Found {
  const folders = packageFolders(packageName)
  const built = folders.find(hasBinding)
  if (built !== undefined) return { state: 'ready', where: built }
  const [first] = folders
  if (first === undefined) return { state: 'absent', why: `${packageName} is not installed` }
  const why = `${packageName} is in ${first} without its compiled binding: npm ran no install script, or its download failed`
  return { state: 'unbuilt', why }
}

function hasBinding(folder: string): boolean {
  const lib = join(folder, 'lib')
  return existsSync(lib) && readdirSync(lib).some((abi) => existsSync(join(lib, abi, 'tfjs_binding.node')))
}

async function open(where: string, { tf32, cpuOnly }: CandidateOptions): Promise<OpenedDevice> {
  mendNodeUtil()
  // Only warnings and errors of tensorflow reach the terminal.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
  // Else it takes all memory of the card at once.
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true'
  // Read by cuBLAS and cuDNN when they compute for the first time.
  if (!tf32) process.env.NVIDIA_TF32_OVERRIDE = '0'
  const hidden = cpuOnly ? { CUDA_VISIBLE_DEVICES: '-1' } : {}
  return withEnvironment(hidden, async () => {
    const tf = requireFrom(where)(where) as Tf
    silence(tf)
    await startBackend(tf, 'tensorflow')
    const { binding, isUsingGpuDevice } = tf.backend() as unknown as NativeBackend
    const library = `tensorflow ${binding.TF_Version}`
    return {
      tf,
      kind: isUsingGpuDevice ? 'gpu' : 'cpu',
      description: `${library} on ${isUsingGpuDevice ? 'a GPU (CUDA)' : 'the CPU'}`,
      synchronous: true,
      software: false,
      close: () => endBackend(tf, 'tensorflow'),
    }
  })
}
