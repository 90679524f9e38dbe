/**
 * A training step of the same networks on each device that is here, and as tf.function of Python's tensorflow on the same
 * cores, in turns: `node bench/devices/run.mjs`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deviceNames } from '../../dist/tensor/device.js'
import { readFlags } from '../lib/flags.mjs'
import { startJsonProcess } from '../lib/json-process.mjs'
import { machine, ownVersions } from '../lib/machine.mjs'
import { cacheFolder, pythonEnvironment } from '../lib/python.mjs'
import { figures, milliseconds, table } from '../lib/table.mjs'
import { takeTurns } from '../lib/turns.mjs'
import { CLASSES, INPUTS, NETS } from './nets.mjs'

/** An environment of its own: tensorflow 2.15 has no wheel for every Python, and wants an old NumPy. */
const environment = join(cacheFolder, 'tensorflow')
const python = join(environment, 'bin', 'python')
const VERSION = '2.15.1'
const PYTHON = 'tf.function'
const here = (file) => fileURLToPath(new URL(file, import.meta.url))

const flags = readFlags('Times a training step of networks on each device.', {
  devices: { type: 'list', default: [...deviceNames], help: 'those to time' },
  nets: { type: 'list', default: undefined, help: 'numbers of the networks, from 1' },
  budget: { type: 'number', default: 10, help: 'seconds for each device and network' },
  'no-install': {
    type: 'switch',
    default: false,
    help: `without making an environment for Python's tensorflow`,
  },
})
const chosen = Object.keys(NETS).filter((_, i) => flags.nets?.includes(String(i + 1)) ?? true)
const noPython = preparePython()

console.log(`- ${machine()}\n- ${ownVersions()}`)
const said = new Set()
const rows = []
for (const net of chosen) rows.push(await compare(net))
for (const line of said) console.log(`- ${line}`)
const names = [PYTHON, ...flags.devices.filter((name) => rows.some((row) => row[name] !== undefined))]
console.log('\nMilliseconds of a training step; in brackets times that of `tf.function`:\n')
console.log(
  table(
    ['network', ...names],
    rows.map((row) => [row.net, ...names.map((name) => cell(row[name], row[PYTHON]))]),
  ),
)

async function compare(net) {
  const processes = [
    ...(noPython === null ? [[PYTHON, startPython(net)]] : []),
    ...flags.devices.map((name) => [
      name,
      startJsonProcess(process.execPath, [here('steps.mjs'), name, net]),
    ]),
  ]
  if (noPython !== null) said.add(`SKIPPED ${PYTHON}: ${noPython}`)
  const contenders = []
  for (const [name, child] of processes) {
    const { description, skipped } = await child.answer()
    said.add(skipped === undefined ? `${name}: ${description}` : `SKIPPED ${name}: ${skipped}`)
    // V8 compiles what a step runs after some dozens of them.
    if (skipped === undefined) contenders.push({ name, child, once: () => child.ask('10'), warmUp: 6 })
  }
  const results = await takeTurns(contenders, flags.budget / 5)
  for (const [, child] of processes) if (child.lives()) await child.stop()
  return { net, ...Object.fromEntries(results.map(({ name, seconds }) => [name, seconds])) }
}

function startPython(net) {
  const spec = JSON.stringify({ ...NETS[net], inputs: INPUTS, classes: CLASSES })
  return startJsonProcess(python, [here('steps.py'), spec], { env: pythonEnvironment() })
}

function cell(seconds, peer) {
  if (seconds === undefined) return '-'
  return peer === undefined || seconds === peer
    ? milliseconds(seconds)
    : `${milliseconds(seconds)} (${figures(seconds / peer)})`
}

/** Why there is no tensorflow for Python; null where there is. */
function preparePython() {
  const works = () => spawnSync(python, ['-c', 'import tensorflow']).status === 0
  if (existsSync(python) && works()) return null
  if (flags['no-install']) return `no ${environment}, and --no-install was given`
  console.error(`installing tensorflow-cpu ${VERSION} into ${environment}`)
  const made = spawnSync(process.env.PYTHON || 'python3', ['-m', 'venv', environment], { encoding: 'utf8' })
  if (made.status !== 0) return `python3 -m venv failed: ${made.stderr || made.error?.message}`
  const wanted = [`tensorflow-cpu==${VERSION}`, 'numpy<2']
  const pip = spawnSync(python, ['-m', 'pip', 'install', '--quiet', ...wanted], { encoding: 'utf8' })
  return pip.status === 0 && works() ? null : `pip: ${pip.stderr.trim().split('\n').at(-1)}`
}
