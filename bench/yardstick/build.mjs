import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { reason } from '../lib/json-process.mjs'
import { hasInstructions } from '../lib/machine.mjs'

const compiler = process.env.CXX || 'g++'
const source = fileURLToPath(new URL('./main.cpp', import.meta.url))

/** The same source for vectors of four and of eight numbers. */
export const VARIANTS = [
  { name: 'C++ AVX2', needs: ['avx2', 'fma'], flags: ['-mavx2', '-mfma', '-DLANES=4'] },
  {
    name: 'C++ AVX-512',
    needs: ['avx512f', 'avx512dq', 'fma'],
    flags: ['-mavx512f', '-mavx512dq', '-mprefer-vector-width=512', '-mfma', '-DLANES=8'],
  },
]

/** Compiles a variant into a folder: { program }, or { skipped: why }. */
export function build({ name, needs, flags }, folder) {
  const lacking = needs.filter((instructions) => !hasInstructions(instructions))
  if (lacking.length > 0) return { skipped: `the processor has no ${lacking.join(', ')}` }
  const program = join(folder, name.replace(/\W+/g, '-'))
  const always = ['-std=c++20', '-O3', '-pthread', '-Wno-psabi']
  const made = spawnSync(compiler, [...always, ...flags, source, '-o', program], { encoding: 'utf8' })
  if (made.error) return { skipped: `${compiler} is not there` }
  return made.status === 0 ? { program } : { skipped: `${compiler} failed: ${reason(made.stderr)}` }
}
