/**
 * From a CSV file to encoded arrays: rows a second and peak resident memory of a process that reads one file once, against
 * pandas.read_csv and to_numpy, in turns. `npm run build && node bench/reading/run.mjs`
 */

import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createRandom } from '../../dist/random.js'
import { readFlags } from '../lib/flags.mjs'
import { machine, ownVersions } from '../lib/machine.mjs'
import { runNode, runProgram } from '../lib/measured-run.mjs'
import { preparePython, pythonEnvironment, versionsOf } from '../lib/python.mjs'
import { figures, megabytes, table } from '../lib/table.mjs'
import { inTemporaryFolder } from '../lib/temporary-folder.mjs'
import { takeTurns } from '../lib/turns.mjs'

const flags = readFlags('Compares reading a CSV file with pandas.', {
  rows: { type: 'number', default: undefined, help: 'rows of each file (1000000; --quick 200000)' },
  budget: { type: 'number', default: 10, help: 'seconds for each program and file' },
  'no-install': { type: 'switch', default: false, help: 'install nothing; use what is there' },
  quick: { type: 'switch', default: false, help: 'fewer rows' },
})
const count = flags.rows ?? (flags.quick ? 200_000 : 1_000_000)

const own = fileURLToPath(new URL('./read-dsm.mjs', import.meta.url))
const peer = fileURLToPath(new URL('./read_pandas.py', import.meta.url))
const random = createRandom(1, 'bench', 'reading')
const full = () => random.normal()
const short = () => random.normal().toFixed(4)
const numbers = { family: 'gaussian', columns: ['x', 'y', 'z'] }
const id = (row) => `s${Math.floor(row / 1000)}`
const FILES = [
  ['3 numbers of 4 decimals', { experts: [numbers] }, 'x,y,z', () => `${short()},${short()},${short()}`],
  ['3 numbers of all digits', { experts: [numbers] }, 'x,y,z', () => `${full()},${full()},${full()}`],
  [
    'a sequence column besides',
    { sequence: 'id', experts: [numbers] },
    'id,x,y,z',
    (row) => `${id(row)},${short()},${short()},${short()}`,
  ],
  [
    'quoted ids and words',
    { sequence: 'id', experts: [{ family: 'categorical', columns: ['w'] }] },
    '"id","w"',
    (row) => `"${id(row)}","w${random.integer(1000)}"`,
  ],
]

const { python, missing } = preparePython(['pandas'], { install: !flags['no-install'] })
const noPandas = missing.get('pandas')
console.log(
  `From CSV to arrays, ${count.toLocaleString('en')} rows; a process reads one file once, medians of turns`,
)
console.log(
  `${ownVersions()}; ${noPandas === undefined ? versionsOf(python, ['pandas']) : `pandas SKIPPED: ${noPandas}`}`,
)
console.log(`${machine()}\n`)

await inTemporaryFolder(async (folder) => {
  const rows = []
  for (const [name, model, header, row] of FILES) rows.push(await compare(folder, name, model, header, row))
  const heads = ['file', 'dsm M rows/s', 'pandas M rows/s', 'dsm / pandas', 'dsm MB', 'pandas MB']
  console.log(table(heads, rows))
})

async function compare(folder, name, model, header, row) {
  const file = join(folder, 'data.csv')
  await write(file, header, row)
  const read = async (run) => {
    const { peak, output } = await run
    return { ...JSON.parse(output), peak }
  }
  const contenders = [
    { name: 'dsm', once: () => read(runNode([own, file, JSON.stringify(model)], folder)) },
    {
      name: 'pandas',
      once: () =>
        noPandas === undefined
          ? read(runProgram(python, [peer, file], folder, pythonEnvironment()))
          : { skipped: noPandas },
    },
  ]
  const [dsm, pandas] = await takeTurns(contenders, flags.budget)
  const speed = ({ seconds }) => (seconds === undefined ? '-' : figures(count / seconds / 1e6))
  const ratio = pandas.seconds === undefined ? '-' : figures(pandas.seconds / dsm.seconds)
  return [name, speed(dsm), speed(pandas), ratio, megabytes(dsm.last.peak), megabytes(pandas.last?.peak)]
}

async function write(file, header, row) {
  const out = createWriteStream(file)
  out.write(`${header}\n`)
  for (let at = 0; at < count; ) {
    const lines = []
    for (const end = Math.min(count, at + 10_000); at < end; at++) lines.push(`${row(at)}\n`)
    if (!out.write(lines.join(''))) await once(out, 'drain')
  }
  out.end()
  await once(out, 'close')
}
