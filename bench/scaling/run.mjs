/**
 * How time and peak memory of one EM iteration grow as the steps, states, columns, sequences and threads double.
 * `node bench/scaling/run.mjs`; each row is measured in a process of its own.
 */
import { fileURLToPath } from 'node:url'
import { readFlags } from '../lib/flags.mjs'
import { cores, machine, ownVersions } from '../lib/machine.mjs'
import { runNode } from '../lib/measured-run.mjs'
import { figures, megabytes, milliseconds, table } from '../lib/table.mjs'
import { inTemporaryFolder } from '../lib/temporary-folder.mjs'

const measure = fileURLToPath(new URL('./measure.mjs', import.meta.url))

const flags = readFlags('Doubles one size at a time.', {
  tables: { type: 'list', default: undefined, help: 'steps, one, states, columns, sequences, threads; all' },
  threads: { type: 'number', default: cores, help: "dsm's threads, and how far their table goes" },
  kernel: { type: 'text', default: 'auto', help: "dsm's compiled code: auto, portable, relaxed, reference" },
  memory: { type: 'number', default: 512, help: 'megabytes for the compiled code' },
  budget: { type: 'number', default: 1, help: 'seconds for each row' },
  quick: { type: 'switch', default: false, help: 'three rows a table' },
})

const { threads, kernel, memory, budget } = flags
const base = { family: 'gaussian-1', states: 8, sequences: 200, steps: 1000, threads, kernel, memory, budget }
const doubled = (from, rows) => Array.from({ length: flags.quick ? 3 : rows }, (_, i) => from * 2 ** i)
const TABLES = {
  steps: { head: 'steps T', sizes: doubled(250, 6), at: (steps) => ({ steps }) },
  one: { head: 'steps of one sequence', sizes: doubled(50_000, 6), at: (steps) => ({ sequences: 1, steps }) },
  states: { head: 'states K', sizes: doubled(2, 6), at: (states) => ({ states }) },
  columns: { head: 'columns D', sizes: doubled(1, 6), at: (columns) => ({ family: `gaussian-${columns}` }) },
  sequences: { head: 'sequences', sizes: doubled(25, 6), at: (sequences) => ({ sequences }) },
  threads: {
    head: 'threads',
    sizes: doubled(1, 8).filter((count) => count <= threads),
    at: (count) => ({ threads: count }),
  },
}

await inTemporaryFolder(async (folder) => {
  const { peak } = await runNode(['--eval', '0'], folder)
  console.log(`- ${machine()}\n- ${ownVersions()}, kernel ${kernel}, memory ${memory} MB`)
  console.log(`- an empty Node process: ${megabytes(peak)} MB`)
  for (const name of flags.tables ?? Object.keys(TABLES)) {
    const chosen = TABLES[name]
    if (chosen === undefined) throw new Error(`no table ${name}: there are ${Object.keys(TABLES).join(', ')}`)
    console.log(`\n## ${title(chosen)}\n`)
    console.log(await growth(chosen, folder))
  }
})

function title({ head, at, sizes: [first] }) {
  const varied = Object.keys(at(first))
  const fixed = [
    ['states', 'K'],
    ['sequences', 'sequences'],
    ['steps', 'steps'],
    ['threads', 'threads'],
  ].flatMap(([key, word]) => (varied.includes(key) ? [] : [`${word} = ${base[key]}`]))
  return `${head}; ${varied.includes('family') ? 'Gaussian, diagonal' : 'Gaussian, D = 1'}, ${fixed.join(', ')}`
}

async function growth({ head, sizes, at }, folder) {
  const rows = []
  for (const size of sizes) {
    const { output, peak } = await runNode([measure, JSON.stringify({ ...base, ...at(size) })], folder)
    rows.push({ size, peak, seconds: JSON.parse(output).seconds })
  }
  return table(
    [head, 'ms', 'ratio', 'peak MB', 'ratio'],
    rows.map(({ size, seconds, peak }, r) => {
      const before = rows[r - 1]
      return [
        String(size),
        milliseconds(seconds),
        before === undefined ? '' : figures(seconds / before.seconds),
        megabytes(peak),
        before === undefined ? '' : figures(peak / before.peak),
      ]
    }),
  )
}
