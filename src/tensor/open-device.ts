import { UsageError } from '../errors.js'
import { candidates } from './candidates.js'
import {
  type Candidate,
  type Device,
  type DeviceOptions,
  type PassedOver,
  type WantedDevice,
  wantedDevices,
} from './device.js'

/**
 * tensorflow.js on the first device that is there and answers to what is wanted: `auto` any, `cpu` and `gpu` one of that kind,
 * a name that one alone. Throws UsageError where none is, or the name is unknown; it says why and what to do.
 */
export async function openDevice(
  wanted: WantedDevice | string = 'auto',
  options: DeviceOptions = {},
): Promise<Device> {
  const asked = wantedCandidates(wanted)
  const passedOver: PassedOver[] = []
  for (const candidate of asked) {
    const result = await tryToOpen(candidate, wanted, options)
    if (typeof result !== 'string') return { ...result, name: candidate.name, passedOver }
    passedOver.push({ name: candidate.name, why: result })
  }
  throw noDevice(wanted, asked, passedOver)
}

function wantedCandidates(wanted: string): readonly Candidate[] {
  switch (wanted) {
    case 'auto':
      return candidates
    case 'gpu':
      return candidates.filter(({ gpu }) => gpu)
    case 'cpu':
      // A package for the GPU serves where its like for the CPU is absent.
      return candidates
        .filter(({ name }) => name !== 'webgpu')
        .sort((a, b) => Number(b.name === 'tfjs-node') - Number(a.name === 'tfjs-node'))
  }
  const named = candidates.filter(({ name }) => name === wanted)
  if (named.length === 0) throw unknownDevice(wanted)
  return named
}

/** The device, or why it is not taken. */
async function tryToOpen(candidate: Candidate, wanted: string, options: DeviceOptions) {
  const found = candidate.find()
  if (found.state !== 'ready') return found.why
  const { tf32 = false, synchronous = false } = options
  try {
    const opened = await candidate.open(found.where, { tf32, cpuOnly: wanted === 'cpu' })
    const refused = refusal(opened, wanted, synchronous)
    if (refused === null) return opened
    opened.close()
    return refused
  } catch (error) {
    return `found in ${found.where}, but it does not start: ${error instanceof Error ? error.message : String(error)}`
  }
}

function refusal(
  { kind, software, description, synchronous }: Omit<Device, 'name' | 'passedOver'>,
  wanted: string,
  atOnce: boolean,
): string | null {
  if (atOnce && !synchronous)
    return 'its tensors cannot be read at once, as what asks for a device here has to'
  const named = wanted !== 'auto' && wanted !== 'gpu'
  if (software && !named) return `it would be a GPU acted by the CPU (${description}); ask for it by name`
  if (wanted === 'gpu' && kind !== 'gpu') return `it finds no GPU: ${description}`
  return null
}

export function unknownDevice(wanted: string, known: readonly string[] = wantedDevices): UsageError {
  return new UsageError('unknown-device', `there is no device "${wanted}"`, {
    hint: `expected one of ${known.join(', ')}; see dsm devices`,
  })
}

function noDevice(
  wanted: string,
  asked: readonly Candidate[],
  passedOver: readonly PassedOver[],
): UsageError {
  const [only] = passedOver
  const message =
    asked.length === 1
      ? `the device ${wanted} cannot be used: ${only!.why}`
      : `no ${wanted} can be used (${passedOver.map(({ name, why }) => `${name}: ${why}`).join('; ')})`
  const absent = asked.length === 1 && asked[0]!.find().state !== 'ready'
  return new UsageError('no-device', message, {
    hint: absent ? `get it with ${asked[0]!.howToGet}` : 'see dsm devices',
  })
}
