/**
 * A whole `dsm train` (start, read the CSV, fit, write the model) against a Python script that does the same with pandas
 * and hmmlearn ("scaling"): wall time and peak resident memory, in turns. `node bench/train-command/run.mjs`
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
import { configOf, nested, WORKLOADS } from './workloads.mjs'

const SEQUENCES = 200
const STEPS = 1000
const SAME_START_TOLERANCE = 1e-9
const PACKAGES = ['pandas', 'hmmlearn']
const script = fileURLToPath(new URL('./train.py', import.meta.url))

const flags = readFlags('Compares dsm train with a script of pandas and hmmlearn.', {
  threads: { type: 'number', default: cores, help: "dsm's threads" },
  kernel: { type: 'text', default: 'auto', help: "dsm's compiled code: auto, portable, relaxed, reference" },
  budget: { type: 'number', default: 10, help: 'seconds for each program in each row' },
  'no-install': { type: 'switch', default: false, help: 'install nothing; use what is there' },
  quick: { type: 'switch', default: false, help: 'without the restarts' },
})
const { python, missing } = preparePython(PACKAGES, { install: !flags['no-install'] })

await inTemporaryFolder(async (folder) => {
  const rows = []
  for (const workload of WORKLOADS.filter(({ restarts }) => !flags.quick || restarts === 1))
    rows.push(await compare(workload, folder))
  console.log(`- ${machine()}\n- ${ownVersions()}, kernel ${flags.kernel}, ${flags.threads} threads`)
  if (missing.size === 0) console.log(`- ${versionsOf(python, PACKAGES)}`)
  for (const [name, why] of missing) console.log(`SKIPPED ${name}: ${why}`)
  console.log(`\n## dsm train and a Python script, ${SEQUENCES} × ${STEPS} rows\n`)
  console.log(ratios(rows))
})

async function compare(workload, folder) {
  const problem = createProblem({
    family: 'gaussian-1',
    states: workload.states,
    sequences: SEQUENCES,
    steps: STEPS,
  })
  const files = Object.fromEntries(
    ['data.csv', 'start.json', 'config.json', 'run', 'model.json'].map((name) => [name, join(folder, name)]),
  )
  await writeCsv(problem, files['data.csv'])
  const start = nested(problem)
  writeFileSync(files['start.json'], JSON.stringify(start))
  writeFileSync(files['config.json'], JSON.stringify(configOf(workload, start, files['data.csv'], files.run)))
  const { states, restarts, iterations, given } = workload
  const engine = ['--threads', String(flags.threads), '--kernel', flags.kernel]
  const ownArguments = [dsmCommand, 'train', files['config.json'], '--json', ...engine]
  const numbers = [states, restarts, iterations].map(String)
  const peerArguments = [script, files['data.csv'], ...numbers, files['model.json']]
  if (given) peerArguments.push(files['start.json'])
  const [dsm, peer] = await takeTurns(
    [
      { name: 'dsm', once: async () => finish(await runNode(ownArguments, folder)) },
      {
        name: 'Python',
        once: async () =>
          missing.size > 0
            ? { skipped: 'packages are missing' }
            : finish(await runProgram(python, peerArguments, folder, pythonEnvironment())),
      },
    ],
    flags.budget,
  )
  if (given && peer.skipped === undefined) checkAgreement(dsm.last.logLikelihood, peer.last.logLikelihood)
  return { workload, dsm, peer }
}

function finish({ seconds, peak, output }) {
  return { seconds, peak, logLikelihood: JSON.parse(output).logLikelihood }
}

function checkAgreement(own, other) {
  const deviation = Math.abs(own - other) / Math.abs(other)
  if (!(deviation <= SAME_START_TOLERANCE))
    throw new Error(`from the same start dsm ends at ${own}, hmmlearn at ${other}`)
}

function ratios(rows) {
  return table(
    [
      'work',
      'dsm s',
      'Python s',
      'Python / dsm',
      'dsm MB',
      'Python MB',
      'dsm / Python',
      'dsm log p',
      'Python log p',
    ],
    rows.map(({ workload, dsm, peer }) => [
      workload.name,
      figures(dsm.seconds),
      figures(peer.seconds),
      figures(peer.seconds / dsm.seconds),
      megabytes(dsm.last.peak),
      megabytes(peer.last?.peak),
      figures(dsm.last.peak / (peer.last?.peak ?? Number.NaN)),
      dsm.last.logLikelihood.toFixed(4),
      peer.last?.logLikelihood.toFixed(4) ?? '-',
    ]),
  )
}
