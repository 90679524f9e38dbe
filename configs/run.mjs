// node configs/run.mjs NAME [FOLDER]: the commands behind docs/results.md for one data set.
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = new URL('./', import.meta.url)
const scripts = new Map(
  readdirSync(here)
    .map((name) => [name, fileURLToPath(new URL(`${name}/run.mjs`, here))])
    .filter(([, script]) => existsSync(script)),
)
const [node, , name, ...rest] = process.argv
const script = scripts.get(name)

if (script === undefined) {
  console.error(
    `Usage: node configs/run.mjs NAME [FOLDER of its raw data]; NAME is ${[...scripts.keys()].join(', ')}`,
  )
  process.exitCode = 2
} else {
  process.argv = [node, script, ...rest]
  await import(script)
}
