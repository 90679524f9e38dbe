/**
 * Where the time of a short `dsm train` goes: starting Node, loading, reading, and the rest (fit, writing), on 200 × 1000 rows,
 * K = 4, 20 iterations. `npm run build && node bench/start/run.mjs`
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readFlags } from '../lib/flags.mjs'
import { machine, ownVersions } from '../lib/machine.mjs'
import { dsmCommand, runNode } from '../lib/measured-run.mjs'
import { median } from '../lib/numbers.mjs'
import { createProblem } from '../lib/problem.mjs'
import { writeCsv } from '../lib/problem-csv.mjs'
import { megabytes, milliseconds, table } from '../lib/table.mjs'
import { inTemporaryFolder } from '../lib/temporary-folder.mjs'
import { takeTurns } from '../lib/turns.mjs'

const flags = readFlags('Phases of a short dsm train.', {
  turns: { type: 'number', default: undefined, help: 'how often each is measured (9; --quick 3)' },
  quick: { type: 'switch', default: false, help: 'fewer turns' },
})
const turns = flags.turns ?? (flags.quick ? 3 : 9)
const phases = fileURLToPath(new URL('./phases.mjs', import.meta.url))

await inTemporaryFolder(async (folder) => {
  await writeCsv(
    createProblem({ family: 'gaussian-1', states: 4, sequences: 200, steps: 1000 }),
    join(folder, 'data.csv'),
  )
  const config = join(folder, 'config.yaml')
  writeFileSync(
    config,
    'data: { path: data.csv, sequence: id, x: value }\nmodel: { gate: markov, states: 4, experts: [{ family: gaussian }] }\ntraining: { maxIterations: 20, tolerance: 0 }\n',
  )
  const least = { least: turns, most: turns }
  const found = []
  const contenders = [
    { name: 'an empty Node process', ...least, once: () => runNode(['-e', '0'], folder) },
    { name: 'dsm --help', ...least, once: () => runNode([dsmCommand, '--help'], folder) },
    { name: 'dsm train', ...least, once: () => runNode([dsmCommand, 'train', config, '--quiet'], folder) },
    {
      name: 'up to the data',
      ...least,
      async once() {
        const run = await runNode([phases, config], folder)
        found.push(JSON.parse(run.output))
        return run
      },
    },
  ]
  const [empty, help, train] = await takeTurns(contenders, 1)
  console.log(`A short dsm train, 200 × 1000 rows, K = 4, 20 iterations; medians of ${turns} turns`)
  console.log(`${ownVersions()}\n${machine()}\n`)
  const whole = [empty, help, train].map(({ name, seconds, last }) => [
    name,
    milliseconds(seconds),
    megabytes(last.peak),
  ])
  console.log(table(['process', 'ms', 'MB'], whole))
  const parts = Object.keys(found[0]).map((name) => [name, median(found.map((phase) => phase[name]))])
  const rest = train.seconds - empty.seconds - parts.reduce((sum, [, seconds]) => sum + seconds, 0)
  const all = [['starting Node', empty.seconds], ...parts, ['fit, writing, ending', rest]]
  console.log(
    `\n${table(
      ['part of dsm train', 'ms'],
      all.map(([name, seconds]) => [name, milliseconds(seconds)]),
    )}`,
  )
})
