/**
 * One sequence of 10 million steps, K = 8, trained by `dsm train` for 3 iterations with default settings: time and peak
 * resident memory. `node bench/long-sequence/run.mjs`
 */
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readFlags } from '../lib/flags.mjs'
import { machine, ownVersions } from '../lib/machine.mjs'
import { dsmCommand, runNode } from '../lib/measured-run.mjs'
import { figures, megabytes, table } from '../lib/table.mjs'
import { inTemporaryFolder } from '../lib/temporary-folder.mjs'
import { writeLongCsv } from './long-csv.mjs'

const ALLOWED_BYTES = 1e9

const flags = readFlags('Trains on one long sequence.', {
  steps: { type: 'number', default: undefined, help: 'how long it is (10000000; --quick 200000)' },
  states: { type: 'number', default: 8, help: 'K' },
  iterations: { type: 'number', default: 3, help: 'training.maxIterations' },
  restarts: {
    type: 'number',
    default: undefined,
    help: "training.restarts; dsm's own default where left out",
  },
  set: { type: 'list', default: [], help: 'other config keys, path=value' },
  quick: { type: 'switch', default: false, help: 'a shorter sequence' },
})
const steps = flags.steps ?? (flags.quick ? 200_000 : 10_000_000)

await inTemporaryFolder(async (folder) => {
  const data = join(folder, 'data.csv')
  await writeLongCsv(data, flags.states, steps)
  const config = {
    data: { path: data, x: ['value'] },
    model: { gate: 'markov', states: flags.states, experts: [{ family: 'gaussian' }] },
    training: { maxIterations: flags.iterations, ...(flags.restarts && { restarts: flags.restarts }) },
    output: join(folder, 'run'),
  }
  const file = join(folder, 'config.json')
  writeFileSync(file, JSON.stringify(config))
  const settings = flags.set.flatMap((setting) => ['--set', setting])
  const { seconds, peak, output } = await runNode([dsmCommand, 'train', file, '--json', ...settings], folder)
  const { logLikelihood, steps: read } = JSON.parse(output)

  console.log(`- ${machine()}\n- ${ownVersions()}`)
  console.log(
    `- log-likelihood ${logLikelihood}${flags.set.length > 0 ? `, with ${flags.set.join(', ')}` : ''}\n`,
  )
  console.log(
    table(
      ['steps', 'K', 'iterations', 'restarts', 'CSV MB', 'seconds', 'peak MB', 'allowed MB'],
      [
        [
          String(read),
          String(flags.states),
          String(flags.iterations),
          String(flags.restarts ?? 'default'),
          megabytes(statSync(data).size),
          figures(seconds),
          megabytes(peak),
          megabytes(ALLOWED_BYTES),
        ],
      ],
    ),
  )
  if (peak > ALLOWED_BYTES) {
    console.log(`\nPAST the ${megabytes(ALLOWED_BYTES)} MB of resident memory that are allowed`)
    process.exitCode = 1
  }
})
