import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { DeviceName } from '../tensor/device.js'
import { type DeviceState, unusableDevice } from '../tensor/inspect-devices.js'

const bin = fileURLToPath(new URL('../../bin/dsm.js', import.meta.url))
/** A driver that hangs must not hang the list. Milliseconds. */
const patience = 120_000

/** Asks `dsm devices NAME` about one device. */
export async function inspectInProcess(name: DeviceName, measure: boolean): Promise<DeviceState> {
  const args = [bin, 'devices', name, '--json', ...(measure ? ['--measure'] : [])]
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: patience,
    killSignal: 'SIGKILL',
  })
  const texts = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    texts.stdout += chunk
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    texts.stderr += chunk
  })
  const ended = await new Promise<string>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve(signal === null ? `code ${code}` : `signal ${signal}`))
  })
  const state = stateIn(texts.stdout)
  if (state !== null) return state
  if (ended === 'signal SIGKILL')
    return unusableDevice(name, `it gives no answer within ${patience / 1000} seconds`)
  const last = texts.stderr.trim().split('\n').at(-1)
  return unusableDevice(name, `it ends the process with ${ended}${last ? `: ${last}` : ''}`)
}

function stateIn(stdout: string): DeviceState | null {
  try {
    return (JSON.parse(stdout) as { devices: DeviceState[] }).devices[0] ?? null
  } catch {
    return null
  }
}
