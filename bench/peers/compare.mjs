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
export function compare(point, tasks, peers, settings) {
  const { engine, python, limit } = settings
  return inTemporaryFolder(async (folder) => {
    const problem = createProblem(point)
    const own = prepareDsm(problem, engine)
    const files = writeProblem(problem, folder)
    const entries = peers.map((peer) => ({ peer, start: () => startPeer(peer, python, files, limit) }))
    const rows = []
    for (const task of tasks)
      rows.push({ task, ...point, ...(await compareTask(task, point, own, entries, settings)) })
    for (const { process } of entries) await process?.stop?.()
    return rows
  })
}

async function compareTask(task, point, own, entries, { budget, patience }) {
  const taking = entries.filter(({ peer }) => peer.tasks?.includes(task) ?? true)
  for (const entry of taking) {
    const skipped = patience.lost(entry.peer, task, point)
    if (skipped !== undefined) entry.process = { skipped }
    else if (entry.process?.lives?.() !== true) entry.process = await entry.start()
  }
  const results = await takeTurns(
    [
      { name: 'dsm', compiles: true, warmUp: 3, least: 5, once: () => timed(own[task]) },
      ...taking.map(({ peer, process }) => ({
        name: peer.name,
        compiles: peer.compiles,
        once: async () => (process.skipped === undefined ? process.ask(task) : process),
      })),
    ],
    budget,
  )
  for (const [p, { peer }] of taking.entries()) patience.note(peer, task, point, results[p + 1].skipped)
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
