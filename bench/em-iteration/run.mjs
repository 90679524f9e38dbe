/**
 * How long does one EM iteration of a Gaussian HMM take (200 sequences × 1000 steps, one column), against hmmlearn's
 * "scaling" on the same data, from the same start, in the same run? The two take turns, so that whatever else the machine
 * does meets both. Prints medians and their ratio. Build first: `npm run build && node bench/em-iteration/run.mjs`
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createReferenceEngine } from '../../dist/inference/index.js'
import { prepareDsm } from './dsm-em.mjs'
import { startHmmlearn } from './hmmlearn.mjs'
import { createProblem } from './problem.mjs'

const SEQUENCES = 200
const STEPS = 1000
const REPETITIONS = 11
const WARM_UP = 3
const RELATIVE_TOLERANCE = 1e-8
const folder = mkdtempSync(join(tmpdir(), 'dsm-bench-'))

try {
  const rows = []
  for (const states of [2, 4, 8, 16]) rows.push(await compare(states))
  report(rows)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function compare(states) {
  const problem = createProblem(states, SEQUENCES, STEPS)
  const iterate = prepareDsm(problem, createReferenceEngine())
  const peer = await startHmmlearn(problem, folder)
  const seconds = { dsm: [], hmmlearn: [] }
  let own
  for (let r = 0; r < WARM_UP + REPETITIONS; r++) {
    const begin = performance.now()
    own = iterate()
    const taken = (performance.now() - begin) / 1000
    const other = await peer.iterate?.()
    if (r < WARM_UP) continue
    seconds.dsm.push(taken)
    if (other === undefined) continue
    seconds.hmmlearn.push(other.seconds)
    checkAgreement(states, own, other)
  }
  peer.stop?.()
  return {
    states,
    peer,
    logLikelihood: own.logLikelihood,
    dsm: median(seconds.dsm),
    hmmlearn: median(seconds.hmmlearn),
  }
}

function checkAgreement(states, own, peer) {
  for (const name of ['logLikelihood', 'mean', 'variance', 'transition']) {
    const a = typeof own[name] === 'number' ? [own[name]] : [...own[name]]
    const b = [peer[name]].flat()
    const difference = Math.max(...a.map((v, i) => Math.abs(v - b[i]) / Math.max(1e-3, Math.abs(b[i]))))
    if (!(difference <= RELATIVE_TOLERANCE)) {
      throw new Error(
        `K=${states}: ${name} differs from hmmlearn's by ${difference} (relative), allowed ${RELATIVE_TOLERANCE}`,
      )
    }
  }
}

function report(rows) {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const { versions, skipped } = rows[0].peer
  console.log(
    `One EM iteration, Gaussian HMM, one column, ${SEQUENCES} × ${STEPS} steps; medians of ${REPETITIONS} in turns`,
  )
  console.log(`dsm ${version}, Node ${process.versions.node}; ${versions ?? `hmmlearn SKIPPED: ${skipped}`}`)
  if (versions) console.log(`log-likelihoods and new parameters agree to ${RELATIVE_TOLERANCE} (relative)`)
  console.log('   K    dsm ms   hmmlearn ms   hmmlearn / dsm   log-likelihood')
  for (const { states, logLikelihood, dsm, hmmlearn } of rows) {
    const milliseconds = (s) => (s === undefined ? '-' : (1000 * s).toFixed(1))
    const cells = [
      String(states).padStart(4),
      milliseconds(dsm).padStart(9),
      milliseconds(hmmlearn).padStart(13),
      (hmmlearn === undefined ? '-' : (hmmlearn / dsm).toFixed(2)).padStart(16),
      logLikelihood.toFixed(6).padStart(16),
    ]
    console.log(cells.join(' '))
  }
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
}
