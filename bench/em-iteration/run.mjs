/**
 * How long does one EM iteration of a Gaussian HMM take (200 sequences × 1000 steps, one column), against hmmlearn's
 * "scaling" on the same data, from the same start, in the same run? Prints medians and ratios. `node bench/em-iteration/run.mjs`
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createReferenceEngine } from '../../dist/inference/index.js'
import { createSums, emIteration } from './dsm-em.mjs'
import { createProblem } from './problem.mjs'

const SEQUENCES = 200
const STEPS = 1000
const REPETITIONS = 9
const WARM_UP = 2
const RELATIVE_TOLERANCE = 1e-9
const script = fileURLToPath(new URL('./hmmlearn_em.py', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'dsm-bench-'))

try {
  report([2, 4, 8, 16].map(compare))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function compare(states) {
  const problem = createProblem(states, SEQUENCES, STEPS)
  const own = timeOwn(problem)
  const peer = timePeer(problem)
  if (peer.result !== undefined) checkAgreement(states, own, peer.result)
  return { states, own, peer }
}

function timeOwn({ states, sequences, steps, x, parameters }) {
  const engine = createReferenceEngine()
  const sums = createSums(states, steps)
  const seconds = []
  let last
  for (let r = 0; r < WARM_UP + REPETITIONS; r++) {
    const begin = performance.now()
    last = emIteration(engine, x, sequences, steps, parameters, sums)
    if (r >= WARM_UP) seconds.push((performance.now() - begin) / 1000)
  }
  return { seconds: median(seconds), logLikelihood: last.logLikelihood, ...last.parameters }
}

function timePeer({ states, sequences, steps, x, parameters }) {
  const data = join(folder, `${states}.f64`)
  writeFileSync(data, new Uint8Array(x.buffer))
  const plain = Object.fromEntries(Object.entries(parameters).map(([name, values]) => [name, [...values]]))
  const job = { data, states, sequences, steps, repetitions: REPETITIONS, ...plain }
  const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _cache, ...env } = process.env
  const { status, stdout, stderr, error } = spawnSync('python3', [script], { input: JSON.stringify(job), env, encoding: 'utf8' })
  if (error !== undefined) return { skipped: 'python3 is not there' }
  if (status !== 0) {
    const missing = /No module named '(\w+)'/.exec(stderr)
    if (missing === null) throw new Error(`the hmmlearn script failed:\n${stderr}`)
    return { skipped: `Python has no module ${missing[1]}` }
  }
  const result = JSON.parse(stdout)
  return { result: { ...result, seconds: median(result.seconds) } }
}

function checkAgreement(states, own, peer) {
  for (const name of ['logLikelihood', 'mean', 'variance', 'transition']) {
    const a = [own[name]].flatMap((v) => (typeof v === 'number' ? [v] : [...v]))
    const b = [peer[name]].flat()
    const difference = Math.max(...a.map((v, i) => Math.abs(v - b[i]) / Math.max(1e-3, Math.abs(b[i]))))
    if (!(difference <= RELATIVE_TOLERANCE)) {
      throw new Error(`K=${states}: ${name} differs from hmmlearn's by ${difference} (relative), allowed ${RELATIVE_TOLERANCE}`)
    }
  }
}

function report(rows) {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const versions = rows.map((r) => r.peer.result?.versions).find(Boolean)
  console.log(`One EM iteration, Gaussian HMM, one column, ${SEQUENCES} × ${STEPS} steps; medians of ${REPETITIONS}`)
  console.log(`dsm ${version}, Node ${process.versions.node}; ${versions ?? `hmmlearn SKIPPED: ${rows[0].peer.skipped}`}`)
  console.log('   K    dsm ms   hmmlearn ms   hmmlearn / dsm   log-likelihood (dsm)')
  for (const { states, own, peer } of rows) {
    const milliseconds = (s) => (s === undefined ? '-' : (1000 * s).toFixed(1))
    const ratio = peer.result === undefined ? '-' : (peer.result.seconds / own.seconds).toFixed(2)
    const cells = [String(states).padStart(4), milliseconds(own.seconds).padStart(9), milliseconds(peer.result?.seconds).padStart(13)]
    console.log(`${cells.join(' ')} ${ratio.padStart(16)}   ${own.logLikelihood.toFixed(6)}`)
  }
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}
