import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { reason } from './json-process.mjs'

const hook = new URL('./peak-memory.mjs', import.meta.url).href

/** The dsm command of this checkout. */
export const dsmCommand = fileURLToPath(new URL('../../bin/dsm.js', import.meta.url))

/** Runs a Node program to its end: { seconds, peak (bytes of resident memory), output }. */
export function runNode(args, folder, env = process.env) {
  const file = join(folder, `peak-${process.hrtime.bigint()}`)
  return run(process.execPath, ['--import', hook, ...args], { ...env, DSM_BENCH_PEAK: file }, file)
}

/** Runs any program to its end; it must write its own peak, in bytes, to the file named in $DSM_BENCH_PEAK. */
export function runProgram(command, args, folder, env = process.env) {
  const file = join(folder, `peak-${process.hrtime.bigint()}`)
  return run(command, args, { ...env, DSM_BENCH_PEAK: file }, file)
}

function run(command, args, env, peakFile) {
  const begin = performance.now()
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let errors = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      const seconds = (performance.now() - begin) / 1000
      if (code !== 0) {
        const how = signal ?? `exit ${code}`
        reject(new Error(`${command} ${args.join(' ')}: ${how}: ${reason(errors || output) ?? ''}`))
      } else resolve({ seconds, peak: Number(readFileSync(peakFile, 'utf8')), output })
    })
  })
}
