// Runs every benchmark, or those named: node bench/run.mjs em-iteration
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const home = fileURLToPath(new URL('.', import.meta.url))
const all = readdirSync(home).filter((name) => existsSync(`${home}${name}/run.mjs`))
const named = process.argv.slice(2)
const strangers = named.filter((name) => !all.includes(name))
if (strangers.length > 0) {
  console.error(`no benchmark ${strangers.join(', ')}; there are ${all.join(', ')}`)
  process.exit(2)
}
for (const name of named.length > 0 ? named : all) {
  console.log(`\n# ${name}\n`)
  const { status } = spawnSync(process.execPath, [`${home}${name}/run.mjs`], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
