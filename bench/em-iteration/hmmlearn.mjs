import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('./hmmlearn_em.py', import.meta.url))

/** A Python process that does one iteration when it is asked; or why there is none. */
export async function startHmmlearn({ states, sequences, steps, x, parameters }, folder) {
  const data = join(folder, `${states}.f64`)
  writeFileSync(data, new Uint8Array(x.buffer, x.byteOffset, x.byteLength))
  const plain = Object.fromEntries(Object.entries(parameters).map(([name, values]) => [name, [...values]]))
  // Settings of OpenBLAS that some machines carry would slow NumPy down.
  const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _cache, ...env } = process.env
  const python = spawn('python3', [script], { env, stdio: ['pipe', 'pipe', 'pipe'] })
  let errors = ''
  let missing
  python.stderr.on('data', (chunk) => {
    errors += chunk
  })
  python.stdin.on('error', () => {})
  python.on('error', () => {
    missing = 'python3 is not there'
  })
  const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]()
  const ask = async (line) => {
    python.stdin.write(`${line}\n`)
    const { value, done } = await lines.next()
    return done ? undefined : JSON.parse(value)
  }
  const versions = await ask(JSON.stringify({ data, states, sequences, steps, ...plain }))
  if (versions === undefined) {
    const name = /No module named '(\w+)'/.exec(errors)?.[1]
    if (missing === undefined && name === undefined) throw new Error(`the hmmlearn script failed:\n${errors}`)
    return { skipped: missing ?? `Python has no module ${name}` }
  }
  return {
    versions,
    async iterate() {
      const result = await ask('')
      if (result === undefined) throw new Error(`the hmmlearn script failed:\n${errors}`)
      return result
    },
    stop: () => python.stdin.end(),
  }
}
