import type { DeviceName } from '../../src/tensor/device.js'
import { notInstalled } from '../../src/tensor/inspect-devices.js'
import { extrasFolder } from '../../src/tensor/packages.js'

/** Why a device that not everybody has cannot be tested here; null where it can. */
export function absence(name: DeviceName): string | null {
  const state = notInstalled(name)
  return state === null ? null : `SKIPPED: ${state.why}, nor in ${extrasFolder()}`
}

export const titled = (title: string, absent: string | null) =>
  absent === null ? title : `${title} (${absent})`
