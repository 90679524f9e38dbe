import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { folderOf } from './run-dsm.js'

const bin = fileURLToPath(new URL('../../bin/dsm.js', import.meta.url))

it('Ctrl-C ends a command with exit code 130, though it waits for its input', async () => {
  const child = spawn(process.execPath, [bin, 'init', '-', '--format', 'csv'], { cwd: folderOf({}) })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk
  })
  child.stdin.write('a,b\n1,2\n')
  // The input stays open, so the command waits; it is interrupted again and again until it has its handler.
  const timer = setInterval(() => child.kill('SIGINT'), 4000)
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  clearInterval(timer)
  expect({ code, stderr }).toEqual({ code: 130, stderr: '\ninterrupted\n' })
})
