/**
 * One sequence of 10 million steps, K = 8, trained by `dsm train` for 3 iterations with default settings, then scored by `dsm eval`
 * and labelled by `dsm predict`: time and peak resident memory. `node bench/long-sequence/run.mjs`
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

const flags = readFlags('Trains on one long sequence, scores it and labels it.', {
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
  const dsm = (...words) => runNode([dsmCommand, ...words, '--json'], folder)
  const out = ['--out', join(folder, 'states.csv')]
  const commands = {
    train: () => dsm('train', file, ...settings),
    eval: () => dsm('eval', config.output, data),
    predict: () => dsm('predict', config.output, data, ...out),
    'predict --online': () => dsm('predict', config.output, data, '--online', ...out),
  }

  console.log(`- ${machine()}\n- ${ownVersions()}`)
  const rows = []
  const likelihoods = []
  let most = 0
  for (const [name, run] of Object.entries(commands)) {
    const { seconds, peak, output } = await run()
    likelihoods.push(JSON.parse(output).logLikelihood)
    most = Math.max(most, peak)
    rows.push([name, figures(seconds), megabytes(peak), megabytes(ALLOWED_BYTES)])
  }
  const size = `${steps} steps, K = ${flags.states}, a CSV of ${megabytes(statSync(data).size)} MB`
  const starts = flags.restarts === undefined ? '' : `, restarts ${flags.restarts}`
  console.log(`- ${size}; train: ${flags.iterations} iterations${starts}`)
  console.log(
    `- log-likelihood ${likelihoods[0]}${flags.set.length > 0 ? `, with ${flags.set.join(', ')}` : ''}\n`,
  )
  console.log(table(['dsm', 'seconds', 'peak MB', 'allowed MB'], rows))
  if (likelihoods.some((found) => !(Math.abs(found - likelihoods[0]) <= 1e-10 * Math.abs(likelihoods[0])))) {
    console.log(`\nDISAGREE: log-likelihoods ${likelihoods.join(', ')}`)
    process.exitCode = 1
  }
  if (most > ALLOWED_BYTES) {
    console.log(`\nPAST the ${megabytes(ALLOWED_BYTES)} MB of resident memory that are allowed`)
    process.exitCode = 1
  }
})
