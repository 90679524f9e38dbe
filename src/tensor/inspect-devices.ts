import { candidates } from './candidates.js'
import { type DeviceName, deviceNames } from './device.js'
import { matmulRate } from './matmul-rate.js'
import { openDevice } from './open-device.js'

/** What is known of a way to compute on this machine. */
export interface DeviceState {
  readonly name: DeviceName
  readonly usable: boolean
  /** What it runs on where it is usable, else why it is not. */
  readonly why: string
  /** Whether it computes on the CPU or on a GPU; null where it does not. */
  readonly kind: 'cpu' | 'gpu' | null
  /** Whether `auto` would pass it over although it is usable: a GPU acted by the CPU. */
  readonly software: boolean
  /** What to do about a device that is not installed; null for any other. */
  readonly howToGet: string | null
  /** 10⁹ operations a second of a matrix product; null where it was not measured. */
  readonly matmul: number | null
}

/** Where a device lies, without loading it; null where it may be usable and has to be tried. */
export function notInstalled(name: DeviceName): DeviceState | null {
  const { howToGet, find } = candidates.find((candidate) => candidate.name === name)!
  const found = find()
  return found.state === 'ready' ? null : { ...unusableDevice(name, found.why), howToGet }
}

/**
 * Tries one device in this process, and measures it where a clock is given (seconds). Several in one process would share an engine:
 * give each a process of its own.
 */
export async function inspectDevice(
  name: DeviceName,
  now: (() => number) | null = null,
): Promise<DeviceState> {
  try {
    const device = await openDevice(name)
    await checkProduct(device.tf)
    const matmul = now === null ? null : await matmulRate(device, now)
    const { kind, description, software } = device
    device.close()
    return { name, usable: true, why: description, kind, software, howToGet: null, matmul }
  } catch (error) {
    return unusableDevice(name, error instanceof Error ? error.message : String(error))
  }
}

/** All devices in the order of `auto`; `inspect` is asked about those that are installed. */
export async function devices(inspect: (name: DeviceName) => Promise<DeviceState>): Promise<DeviceState[]> {
  const states: DeviceState[] = []
  for (const name of deviceNames) states.push(notInstalled(name) ?? (await inspect(name)))
  return states
}

/** The state of a device that does not compute here. */
export function unusableDevice(name: DeviceName, why: string): DeviceState {
  return { name, usable: false, why, kind: null, software: false, howToGet: null, matmul: null }
}

async function checkProduct(tf: Awaited<ReturnType<typeof openDevice>>['tf']): Promise<void> {
  const product = tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2]))
  const found = [...(await product.data())]
  if (found.join() !== '19,22,43,50') throw new Error(`it computes wrongly: a product is ${found.join(', ')}`)
}
