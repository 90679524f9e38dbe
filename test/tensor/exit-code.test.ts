import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const built = new URL('../../dist/tensor/open-device.js', import.meta.url)

const failing = (how: string) =>
  spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `const { openDevice } = await import('${built}'); await openDevice('wasm'); ${how}`,
    ],
    { encoding: 'utf8', cwd: fileURLToPath(new URL('.', import.meta.url)) },
  )

it.each([
  ["setTimeout(() => { throw new Error('late') })", 'thrown'],
  ["setTimeout(() => void Promise.reject(new Error('late')))", 'rejected'],
])('an uncaught error after wasm has started ends the process with 1, as without it: %s', (how) => {
  const { status, stderr } = failing(how)
  expect(stderr).toContain('Error: late')
  expect(status).toBe(1)
})
