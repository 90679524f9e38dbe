// Compiles assembly/ to dist/kernel/portable.wasm and relaxed.wasm. What was compiled from the same sources is kept.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const home = fileURLToPath(new URL('..', import.meta.url))
const compiler = new URL('../', import.meta.resolve('assemblyscript/asc'))
const options = {
  portable: ['--enable', 'simd'],
  relaxed: ['--enable', 'simd', '--enable', 'relaxed-simd'],
}
const common = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory']
const cache = `${home}node_modules/.cache/dsm-kernel`
const out = `${home}dist/kernel`

mkdirSync(cache, { recursive: true })
mkdirSync(out, { recursive: true })
await Promise.all(Object.keys(options).map(compile))

async function compile(name) {
  const flags = [...common, ...options[name]]
  const kept = `${cache}/${name}-${fingerprint(flags)}.wasm`
  if (!existsSync(kept)) {
    const asc = [
      fileURLToPath(new URL('bin/asc.js', compiler)),
      `${home}assembly/index.ts`,
      '-o',
      kept,
      ...flags,
    ]
    await promisify(execFile)(process.execPath, asc)
  }
  copyFileSync(kept, `${out}/${name}.wasm`)
}

function fingerprint(flags) {
  const hash = createHash('sha256').update(flags.join(' '))
  hash.update(readFileSync(new URL('package.json', compiler)))
  for (const file of readdirSync(`${home}assembly`).sort())
    hash.update(readFileSync(`${home}assembly/${file}`))
  return hash.digest('hex').slice(0, 16)
}
