/**
 * How fast does a CSV become encoded arrays? Three columns of numbers, with and without a column of sequences; pandas
 * reads the same file in the same run. `node bench/reading/run.mjs`
 */
import { once } from 'node:events'
import { createWriteStream, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createRandom } from '../../dist/random.js'
import { readFlags } from '../lib/flags.mjs'
import { machine, ownVersions } from '../lib/machine.mjs'
import { runNode, runProgram } from '../lib/measured-run.mjs'
import { median } from '../lib/numbers.mjs'
import { preparePython, pythonEnvironment, versionsOf } from '../lib/python.mjs'
import { figures, megabytes, milliseconds, table } from '../lib/table.mjs'
import { inTemporaryFolder } from '../lib/temporary-folder.mjs'

const measure = fileURLToPath(new URL('./measure.mjs', import.meta.url))
const script = fileURLToPath(new URL('./read.py', import.meta.url))

const flags = readFlags('Reads a CSV of three columns of numbers.', {
  rows: { type: 'number', default: undefined, help: 'how many (1000000; --quick 200000)' },
  repetitions: { type: 'number', default: 7, help: 'how often each program reads it' },
  'no-install': { type: 'switch', default: false, help: 'install nothing; use what is there' },
  quick: { type: 'switch', default: false, help: 'fewer rows' },
})
const rows = flags.rows ?? (flags.quick ? 200_000 : 1_000_000)
const { python, missing } = preparePython(['pandas'], { install: !flags['no-install'] })

await inTemporaryFolder(async (folder) => {
  console.log(`- ${machine()}\n- ${ownVersions()}`)
  if (missing.size === 0) console.log(`- ${versionsOf(python, ['pandas'])}`)
  for (const [name, why] of missing) console.log(`SKIPPED ${name}: ${why}`)
  const lines = []
  for (const sequence of ['', 'id']) lines.push(...(await compare(sequence, folder)))
  console.log(`\n## From a CSV of ${rows} rows to arrays\n`)
  console.log(table(['file', 'first time, ms', 'median ms', 'million rows a second', 'peak MB'], lines))
})

async function compare(sequence, folder) {
  const file = join(folder, `data-${sequence || 'plain'}.csv`)
  await writeRows(file, sequence)
  const more = [file, sequence, String(flags.repetitions)]
  const own = await runNode([measure, ...more], folder)
  const runs = [{ name: 'dsm', ...own }]
  if (missing.size === 0) {
    const peer = await runProgram(python, [script, ...more], folder, pythonEnvironment())
    runs.push({ name: 'pandas', ...peer })
    const [a, b] = runs.map(({ output }) => JSON.parse(output).sum)
    if (!(Math.abs(a - b) <= 1e-9 * rows))
      throw new Error(`dsm read numbers that add up to ${a}, pandas to ${b}`)
  }
  const what = `${sequence ? 'id,a,b,c' : 'a,b,c'} (${megabytes(statSync(file).size)} MB)`
  return runs.map(({ name, output, peak }) => {
    const { seconds } = JSON.parse(output)
    const middle = median(seconds)
    return [
      `${name}: ${what}`,
      milliseconds(seconds[0]),
      milliseconds(middle),
      figures(rows / middle / 1e6),
      megabytes(peak),
    ]
  })
}

async function writeRows(file, sequence) {
  const random = createRandom(1, 'bench', 'reading')
  const out = createWriteStream(file)
  out.write(sequence ? `${sequence},a,b,c\n` : 'a,b,c\n')
  for (let r = 0; r < rows; ) {
    let lines = ''
    for (const end = Math.min(rows, r + 10_000); r < end; r++) {
      const cells = [0, 0, 0].map(() => random.normal().toFixed(4)).join(',')
      lines += sequence ? `s${Math.floor(r / 1000)},${cells}\n` : `${cells}\n`
    }
    if (!out.write(lines)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'close')
}
