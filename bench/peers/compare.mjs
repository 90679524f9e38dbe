import { prepareDsm } from '../lib/dsm.mjs'
import { largestDeviation } from '../lib/numbers.mjs'
import { createProblem } from '../lib/problem.mjs'
import { writeProblem } from '../lib/problem-file.mjs'
import { inTemporaryFolder } from '../lib/temporary-folder.mjs'
import { takeTurns, timed } from '../lib/turns.mjs'
import { startPeer } from './contenders.mjs'

/**
 * dsm and its peers on one problem, turn about: a row for each task.
 * { task, family, states, sequences, steps, seconds: { name: s }, skipped: { name: why }, disagreements, versions }
 */
export function compare(point, tasks, peers, { engine, python, budget, limit }) {
  return inTemporaryFolder(async (folder) => {
    const problem = createProblem(point)
    const own = prepareDsm(problem, engine)
    const files = writeProblem(problem, folder)
    const started = []
    for (const peer of peers) started.push({ peer, process: await startPeer(peer, python, files, limit) })
    const rows = []
    for (const task of tasks)
      rows.push({ task, ...point, ...(await compareTask(task, own, started, budget)) })
    for (const { process } of started) await process.stop?.()
    return rows
  })
}

async function compareTask(task, own, started, budget) {
  const taking = started.filter(({ peer }) => peer.tasks?.includes(task) ?? true)
  const results = await takeTurns(
    [
      { name: 'dsm', warmUp: 3, least: 5, once: () => timed(own[task]) },
      ...taking.map(({ peer, process }) => ({
        name: peer.name,
        compiles: peer.compiles,
        once: async () => (process.skipped === undefined ? process.ask(task) : process),
      })),
    ],
    budget,
  )
  const [dsm, ...others] = results
  const measured = results.filter((result) => result.skipped === undefined)
  return {
    seconds: Object.fromEntries(measured.map((result) => [result.name, result.seconds])),
    turns: Object.fromEntries(measured.map((result) => [result.name, result.turns])),
    value: dsm.last.logLikelihood ?? dsm.last.score,
    skipped: Object.fromEntries(
      others.flatMap(({ name, skipped }) => (skipped === undefined ? [] : [[name, skipped]])),
    ),
    disagreements: taking.flatMap(({ peer }, p) =>
      others[p].skipped === undefined ? disagreements(peer, dsm.last, others[p].last) : [],
    ),
    versions: taking.flatMap(({ process }) => process.versions ?? []),
  }
}

/** Where a peer does not find what dsm finds: [{ name, what, deviation, allowed }]. */
function disagreements(peer, own, other) {
  const value = own.logLikelihood === undefined ? 'score' : 'logLikelihood'
  const compared = [{ what: value, a: [own[value]], b: [other[value]], allowed: peer.logLikelihood }]
  if (peer.parameters !== undefined) {
    for (const [what, values] of Object.entries(other.parameters ?? {}))
      compared.push({ what, a: own.parameters[what], b: values, allowed: peer.parameters })
  }
  return compared.flatMap(({ what, a, b, allowed }) => {
    const deviation = largestDeviation(a, b)
    return deviation <= allowed ? [] : [{ name: peer.name, what, deviation, allowed }]
  })
}
