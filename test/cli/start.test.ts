import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const source = fileURLToPath(new URL('../../src/', import.meta.url))

/** Packages that a file loads when it is imported: its own and those of the files that it imports statically. */
function packagesOf(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return new Set()
  seen.add(file)
  const packages = new Set<string>()
  const text = readFileSync(file, 'utf8')
  for (const [, clause, from] of text.matchAll(/^(?:import|export) ([^';]*?)from '([^']+)'/gm)) {
    if (/^type\s/.test(clause!)) continue
    if (from!.startsWith('.')) {
      for (const name of packagesOf(resolve(dirname(file), from!.replace(/\.js$/, '.ts')), seen))
        packages.add(name)
    } else if (!from!.startsWith('node:')) packages.add(from!)
  }
  return packages
}

it('dsm --help loads nothing heavy: every command file loads its work when it runs', () => {
  expect([...packagesOf(join(source, 'cli/main.ts'))].sort()).toEqual(['commander', 'picocolors'])
})

it('every command file is registered', () => {
  const program = readFileSync(join(source, 'cli/program.ts'), 'utf8')
  for (const file of readdirSync(join(source, 'cli/commands'))) {
    expect(program).toContain(`./commands/${file.replace(/\.ts$/, '.js')}`)
  }
})
