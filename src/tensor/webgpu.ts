import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { endBackend, loadCore, startBackend } from './core.js'
import type { Candidate, Found, OpenedDevice } from './device.js'
import { packageFolders, requireFrom } from './packages.js'

/** As much of WebGPU as is used here. */
interface Adapter {
  readonly info: {
    readonly description: string
    readonly vendor: string
    readonly isFallbackAdapter?: boolean
  }
}
interface Gpu {
  requestAdapter(): Promise<Adapter | null>
}
interface Dawn {
  readonly globals: object
  create(flags: readonly string[]): Gpu
}

const dawnPackage = 'webgpu'
const backendPackage = '@tensorflow/tfjs-backend-webgpu'

/** Chromium's WebGPU as a package for Node (Dawn), over Vulkan, Metal or Direct3D: any card, no CUDA. */
export const webgpu: Candidate = {
  name: 'webgpu',
  gpu: true,
  howToGet: `npm install ${dawnPackage} ${backendPackage}, and a driver for the card (Vulkan on Linux)`,
  find(): Found {
    const lacking = [dawnPackage, backendPackage].filter((name) => packageFolders(name).length === 0)
    if (lacking.length > 0) return { state: 'absent', why: `not installed: ${lacking.join(', ')}` }
    return { state: 'ready', where: packageFolders(dawnPackage)[0]! }
  },
  open,
}

async function open(where: string): Promise<OpenedDevice> {
  const gpu = await provideGpu(where)
  const adapter = await gpu.requestAdapter()
  if (adapter === null) throw new Error('Dawn finds no card that it can use (is there a driver?)')
  const tf = await loadCore()
  const backend = packageFolders(backendPackage)[0]!
  requireFrom(backend)(backend)
  await startBackend(tf, 'webgpu')
  const { description, vendor, isFallbackAdapter } = adapter.info
  return {
    tf,
    kind: 'gpu',
    description: `tensorflow.js ${tf.version_core} on WebGPU: ${description || vendor}`,
    synchronous: false,
    software: isFallbackAdapter === true,
    close: () => endBackend(tf, 'webgpu'),
  }
}

let provided: Promise<Gpu> | null = null

/** Makes Node look like a browser with WebGPU; the global keeps the object reachable, without which Dawn ends. */
function provideGpu(where: string): Promise<Gpu> {
  provided ??= (async () => {
    const { create, globals } = (await import(pathToFileURL(join(where, 'index.js')).href)) as Dawn
    Object.assign(globalThis, globals)
    const gpu = create([])
    Object.defineProperty(globalThis, 'navigator', {
      value: { gpu, userAgent: 'node' },
      configurable: true,
      writable: true,
    })
    return gpu
  })()
  return provided
}
