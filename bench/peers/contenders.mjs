import { fileURLToPath } from 'node:url'
import { startJsonProcess } from '../lib/json-process.mjs'
import { pythonEnvironment } from '../lib/python.mjs'

const script = (name) => fileURLToPath(new URL(`./${name}_peer.py`, import.meta.url))

/**
 * Peers by name. `tasks`: what is timed (hmmlearn's Viterbi is the same code with either implementation).
 * `logLikelihood`, `parameters`: relative deviation from dsm that is allowed; parameters of float32 are not compared.
 */
export const PEERS = [
  { name: 'hmmlearn scaling', package: 'hmmlearn', option: 'scaling', logLikelihood: 1e-9, parameters: 1e-6 },
  {
    name: 'hmmlearn log',
    package: 'hmmlearn',
    option: 'log',
    tasks: ['em'],
    logLikelihood: 1e-9,
    parameters: 1e-6,
  },
  {
    name: 'dynamax float64',
    package: 'dynamax',
    option: 'float64',
    compiles: true,
    logLikelihood: 1e-9,
    parameters: 1e-3,
  },
  { name: 'dynamax float32', package: 'dynamax', option: 'float32', compiles: true, logLikelihood: 1e-4 },
  {
    name: 'pomegranate float64',
    package: 'pomegranate',
    option: 'float64',
    logLikelihood: 1e-9,
    parameters: 1e-6,
  },
  { name: 'pomegranate float32', package: 'pomegranate', option: 'float32', logLikelihood: 1e-4 },
]

export const PACKAGES = [...new Set(PEERS.map((peer) => peer.package))]

/** Peers whose name begins with one of the given names: all of hmmlearn, or one of its implementations. */
export function choosePeers(names) {
  const stranger = names.find((name) => !PEERS.some((peer) => peer.name.startsWith(name)))
  if (stranger !== undefined)
    throw new Error(`no peer ${stranger}: there are ${PEERS.map((peer) => peer.name).join(', ')}`)
  return PEERS.filter((peer) => names.some((name) => peer.name.startsWith(name)))
}

/** Starts a peer on a problem that lies in files: { versions, ask, stop }, or { skipped }. */
export async function startPeer(peer, { python, missing }, problemArguments, limit) {
  const absent = missing.get(peer.package)
  if (absent !== undefined) return { skipped: absent }
  const program = startJsonProcess(python, [script(peer.package), ...problemArguments, peer.option], {
    env: pythonEnvironment(),
    limit,
  })
  const { versions, skipped } = await program.answer()
  return skipped === undefined ? { versions, ...program } : { skipped }
}
