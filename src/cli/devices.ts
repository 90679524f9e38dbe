import { renderTable } from '../report/table.js'
import { type DeviceName, deviceNames } from '../tensor/device.js'
import {
  devices as allDevices,
  type DeviceState,
  inspectDevice,
  notInstalled,
} from '../tensor/inspect-devices.js'
import { unknownDevice } from '../tensor/open-device.js'
import type { DevicesOptions } from './commands/devices.js'
import { inspectInProcess } from './inspect-in-process.js'
import type { CommandIo } from './io.js'
import { wrap } from './wrap.js'

/** `dsm devices`: each in a process of its own, since they share one engine, and native code may bring a process down. */
export async function devices(
  io: CommandIo,
  { measure = false }: DevicesOptions,
  one?: string,
): Promise<void> {
  if (one !== undefined) {
    const name = deviceNames.find((known) => known === one)
    if (name === undefined) throw unknownDevice(one, deviceNames)
    const now = measure ? () => performance.now() / 1000 : null
    show(io, [notInstalled(name) ?? (await inspectDevice(name, now))], null)
    return
  }
  const states = await allDevices((name) => {
    if (measure) io.say(`measuring ${name}`)
    return inspectInProcess(name, measure)
  })
  // What `auto` does: the first that is usable and no GPU acted by the CPU.
  show(io, states, states.find(({ usable, software }) => usable && !software)?.name ?? null)
}

function show(io: CommandIo, states: readonly DeviceState[], auto: DeviceName | null): void {
  const measured = states.some(({ matmul }) => matmul !== null)
  const fixed = ['device', 'runs on', ...(measured ? ['GFLOP/s'] : [])]
  const cells = states.map(({ name, kind, software, matmul }) => [
    name,
    kind === null ? '-' : software ? 'cpu as gpu' : kind,
    ...(measured ? [matmul === null ? '-' : matmul.toPrecision(3)] : []),
  ])
  const taken = fixed.map((head, c) => Math.max(head.length, ...cells.map((row) => row[c]!.length)) + 2)
  const width = Math.max(40, Math.min(io.context.columns, 110) - taken.reduce((a, b) => a + b, 0))
  const rows = states.map((state, i) => [...cells[i]!, wrap(note(state), width).join('\n')])
  io.print(renderTable({ heads: [...fixed, 'what it is, or what is in its way'], rows, left: [0, 1] }))
  if (auto !== null) io.print(`\n--device auto takes ${auto}`)
  io.result({ auto, devices: states })
}

function note({ why, howToGet }: DeviceState): string {
  return howToGet === null ? why : `${why}. To get it: ${howToGet}`
}
