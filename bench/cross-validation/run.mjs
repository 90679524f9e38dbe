/**
 * A whole `dsm cv` against a script of hmmlearn ("scaling") and scikit-learn's KFold that does the same job: wall time and peak
 * resident memory, in turns. `node bench/cross-validation/run.mjs`
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readFlags } from '../lib/flags.mjs'
import { cores, machine, ownVersions } from '../lib/machine.mjs'
import { dsmCommand, runNode, runProgram } from '../lib/measured-run.mjs'
import { createProblem } from '../lib/problem.mjs'
import { writeCsv } from '../lib/problem-csv.mjs'
import { preparePython, pythonEnvironment, versionsOf } from '../lib/python.mjs'
import { figures, megabytes, table } from '../lib/table.mjs'
import { inTemporaryFolder } from '../lib/temporary-folder.mjs'
import { takeTurns } from '../lib/turns.mjs'
import { checkAgreement } from './agreement.mjs'
import { iterationsIn } from './iterations.mjs'

const TRUE_STATES = 3
const STEPS = 500
const FOLDS = 5
const ITERATIONS = 50
const PACKAGES = ['pandas', 'hmmlearn', 'scikit-learn']
const script = fileURLToPath(new URL('./cv.py', import.meta.url))

const flags = readFlags('Compares dsm cv with a loop over hmmlearn and scikit-learn.', {
  threads: { type: 'number', default: cores, help: "dsm's threads, and joblib's processes" },
  kernel: { type: 'text', default: 'auto', help: "dsm's compiled code: auto, portable, relaxed, reference" },
  budget: { type: 'number', default: 10, help: 'seconds for each program' },
  'no-install': { type: 'switch', default: false, help: 'install nothing; use what is there' },
  quick: { type: 'switch', default: false, help: '20 sequences, K to 3, two starts' },
})
const [sequences, largest, restarts] = flags.quick ? [20, 3, 2] : [100, 6, 5]
const { python, missing } = preparePython(PACKAGES, { install: !flags['no-install'] })

await inTemporaryFolder(async (folder) => {
  const data = join(folder, 'data.csv')
  const config = join(folder, 'config.json')
  await writeCsv(createProblem({ family: 'gaussian-1', states: TRUE_STATES, sequences, steps: STEPS }), data)
  writeFileSync(config, JSON.stringify(configOf(data, join(folder, 'run'))))
  const [dsm, ...peers] = await takeTurns(
    [
      { name: `dsm, ${flags.threads} threads`, once: () => crossValidate(config, folder) },
      { name: 'hmmlearn, one process', once: () => loop(data, 1, folder) },
      ...(flags.threads > 1
        ? [{ name: `hmmlearn, ${flags.threads} processes`, once: () => loop(data, flags.threads, folder) }]
        : []),
    ],
    flags.budget,
  )
  console.log(`- ${machine()}\n- ${ownVersions()}, kernel ${flags.kernel}`)
  if (missing.size === 0) console.log(`- ${versionsOf(python, PACKAGES)}`)
  for (const [name, why] of missing) console.log(`SKIPPED ${name}: ${why}`)
  console.log(`\n## K = 1 to ${largest}, ${FOLDS} folds, ${restarts} starts, ${sequences} × ${STEPS} rows\n`)
  console.log(times(dsm, peers))
  const [peer] = peers
  if (peer.skipped !== undefined) return
  console.log(
    `\n## What they found, held-out figures in nats a step\n\n${found(dsm.last.table, peer.last.table)}`,
  )
  checkAgreement(dsm.last.table, peer.last.table, TRUE_STATES)
})

/** Nobody stops before the iterations are done, or the log-likelihood rises no more in double precision. */
function configOf(data, output) {
  return {
    data: { path: data, sequence: 'id', order: 't', x: ['value'] },
    model: { gate: 'markov', experts: [{ family: 'gaussian' }] },
    training: { restarts, maxIterations: ITERATIONS, tolerance: 0 },
    selection: { kRange: `1:${largest}`, folds: FOLDS },
    output,
  }
}

async function crossValidate(config, folder) {
  const engine = ['--threads', String(flags.threads), '--kernel', flags.kernel]
  const { seconds, peak, output } = await runNode([dsmCommand, 'cv', config, '--json', ...engine], folder)
  const iterations = iterationsIn(join(folder, 'run', 'cv.jsonl'))
  const rows = JSON.parse(output).table.map((row) => ({ ...row, iterations: iterations.get(row.states) }))
  return { seconds, peak, table: rows }
}

async function loop(data, processes, folder) {
  if (missing.size > 0) return { skipped: 'packages are missing' }
  const numbers = [largest, FOLDS, restarts, ITERATIONS, processes].map(String)
  const args = [script, data, ...numbers]
  // Threads of scikit-learn's k-means gain nothing on one column, and lose much where other programs run.
  const env = { ...pythonEnvironment(), OMP_NUM_THREADS: '1' }
  const { seconds, peak, output } = await runProgram(python, args, folder, env)
  // The memory of processes that a process starts is not in its own mark.
  return { seconds, peak: processes === 1 ? peak : undefined, table: JSON.parse(output).table }
}

function times(dsm, peers) {
  return table(
    ['program', 'seconds', 'to dsm', 'peak MB', 'iterations of EM'],
    [dsm, ...peers].map(({ name, seconds, last }) => [
      name,
      figures(seconds),
      figures(seconds / dsm.seconds),
      megabytes(last?.peak),
      last === undefined ? '-' : String(last.table.reduce((sum, { iterations }) => sum + iterations, 0)),
    ]),
  )
}

function found(own, other) {
  const highest = (rows) => rows.reduce((a, b) => (b.mean > a.mean ? b : a)).states
  const mark = (rows, K) => (highest(rows) === K ? ' best' : '')
  return table(
    ['K', 'dsm', 'hmmlearn', 'dsm AIC', 'hmmlearn AIC', 'dsm BIC', 'hmmlearn BIC'],
    own.map((row, i) => [
      String(row.states),
      row.mean.toFixed(5) + mark(own, row.states),
      other[i].mean.toFixed(5) + mark(other, row.states),
      ...['aic', 'bic'].flatMap((name) => [row[name].toFixed(2), other[i][name].toFixed(2)]),
    ]),
  )
}
