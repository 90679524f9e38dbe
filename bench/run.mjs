// Runs every benchmark in short, or those named, with their flags: node bench/run.mjs peers yardstick --states 4,8
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const home = fileURLToPath(new URL('.', import.meta.url))
const all = readdirSync(home).filter((name) => existsSync(`${home}${name}/run.mjs`))
const given = process.argv.slice(2)
const firstFlag = given.findIndex((argument) => argument.startsWith('--'))
const named = firstFlag < 0 ? given : given.slice(0, firstFlag)
const strangers = named.filter((name) => !all.includes(name))
if (strangers.length > 0) {
  console.error(`no benchmark ${strangers.join(', ')}; there are ${all.join(', ')}`)
  process.exit(2)
}
const names = named.length > 0 ? named : all
const flags = given.slice(names === all ? 0 : named.length)
for (const name of names) {
  console.log(`\n# ${name}\n`)
  const script = [`${home}${name}/run.mjs`, ...(given.length === 0 ? ['--quick'] : flags)]
  const { status } = spawnSync(process.execPath, script, { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
