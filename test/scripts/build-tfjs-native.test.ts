import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { titled } from '../tensor/extras.js'

const script = fileURLToPath(new URL('../../scripts/build-tfjs-native.mjs', import.meta.url))
const dsm = fileURLToPath(new URL('../../bin/dsm.js', import.meta.url))
const wheel = process.env.DSM_TFJS_WHEEL
const linux = process.platform === 'linux' && process.arch === 'x64'

function build(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' })
  return { code: status, stdout, stderr }
}

it('says what it takes', () => {
  const { code, stdout } = build('--help')
  expect(code).toBe(0)
  expect(stdout).toMatch(/--wheel +a wheel of tensorflow-cpu .* 2\.15\.1/)
})

it('refuses what it does not know', () => {
  const { code, stderr } = build('--whel', 'x')
  expect(code).toBe(2)
  expect(stderr).toMatch(/^build-tfjs-native: Unknown option '--whel'/)
})

it.skipIf(!linux)('refuses a wheel that is not there', () => {
  expect(build('--wheel', '/nowhere/tensorflow.whl')).toEqual({
    code: 2,
    stdout: '',
    stderr: 'build-tfjs-native: there is no wheel /nowhere/tensorflow.whl\n',
  })
})

const absent = wheel === undefined ? 'SKIPPED: DSM_TFJS_WHEEL names no wheel of tensorflow-cpu 2.15.1' : null

it.skipIf(absent !== null)(
  titled('builds a device that dsm finds', absent),
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'dsm-native-'))
    try {
      const built = build('--folder', folder, '--wheel', wheel!)
      expect(built.stderr).toBe('')
      expect(built.stdout).toContain(`dsm finds it with DSM_TFJS=${folder}`)
      const env = { ...process.env, DSM_TFJS: folder }
      const found = spawnSync(process.execPath, [dsm, 'devices', 'tfjs-node', '--json'], {
        encoding: 'utf8',
        env,
      })
      expect(JSON.parse(found.stdout)).toMatchObject({
        devices: [{ name: 'tfjs-node', usable: true, kind: 'cpu', why: 'tensorflow 2.15.1 on the CPU' }],
      })
      expect(build('--folder', folder, '--wheel', wheel!).stdout).toContain('is built already')
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
  300_000,
)
