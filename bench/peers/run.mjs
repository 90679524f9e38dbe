/**
 * One EM iteration and Viterbi against hmmlearn, dynamax and pomegranate: the same work, data and start, in turns.
 * `npm run bench:peers`; the peers come with pip into an environment in the cache folder. --help lists the flags.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { openBenchEngine } from '../lib/dsm.mjs'
import { readFlags } from '../lib/flags.mjs'
import { cores, machine, ownVersions } from '../lib/machine.mjs'
import { FAMILIES } from '../lib/problem.mjs'
import { cacheFolder, preparePython } from '../lib/python.mjs'
import { compare } from './compare.mjs'
import { choosePeers, PACKAGES } from './contenders.mjs'
import { createPatience } from './patience.mjs'
import { report } from './report.mjs'

const SHAPES = { batch: { sequences: 200, steps: 1000 }, single: { sequences: 1, steps: 200_000 } }

const flags = readFlags('Compares dsm with other programs for hidden Markov models.', {
  states: { type: 'numbers', default: undefined, help: 'numbers of states (2,4,8,16,32,64; --quick 2,4,8)' },
  families: { type: 'list', default: FAMILIES, help: 'gaussian-D, categorical-V' },
  shapes: {
    type: 'list',
    default: undefined,
    help: 'batch (200 × 1000), single (one of 200,000); both, --quick batch',
  },
  tasks: { type: 'list', default: ['em', 'viterbi'], help: 'em, viterbi' },
  peers: {
    type: 'list',
    default: PACKAGES,
    help: 'names, or how they begin; hmmlearn means both implementations',
  },
  threads: { type: 'number', default: cores, help: "dsm's threads" },
  kernel: { type: 'text', default: 'auto', help: "dsm's compiled code: auto, portable, relaxed, reference" },
  budget: {
    type: 'number',
    default: undefined,
    help: 'seconds for each program in each row (2; --quick 0.5)',
  },
  limit: {
    type: 'number',
    default: 120,
    help: 'seconds after which a peer is stopped, and left out with more states',
  },
  out: {
    type: 'text',
    default: join(cacheFolder, 'peers.jsonl'),
    help: 'finished rows, one JSON object a line',
  },
  resume: {
    type: 'switch',
    default: false,
    help: 'keep the rows of --out and measure those that are not there',
  },
  report: { type: 'list', default: undefined, help: 'measure nothing; print the tables of these files' },
  'no-install': { type: 'switch', default: false, help: 'install nothing; use what is there' },
  quick: { type: 'switch', default: false, help: 'a small part of the grid' },
})

if (flags.report !== undefined) console.log(report(flags.report.flatMap(readRows)))
else console.log(report(await measure(resolve(flags.out))))

async function measure(out) {
  const peers = choosePeers(flags.peers)
  const python = preparePython([...new Set(peers.map((peer) => peer.package))], {
    install: !flags['no-install'],
  })
  if (!flags.resume) rmSync(out, { force: true })
  mkdirSync(dirname(out), { recursive: true })
  const rows = readRows(out)
  const done = new Set(rows.map(key))
  const { engine, kernel, close } = await openBenchEngine({ threads: flags.threads, kernel: flags.kernel })
  const settings = {
    engine,
    python,
    budget: flags.budget ?? (flags.quick ? 0.5 : 2),
    limit: flags.limit,
    patience: createPatience(),
  }
  const own = [`${ownVersions()}, kernel ${kernel}`]
  try {
    for (const point of grid()) {
      const tasks = flags.tasks.filter((task) => !done.has(key({ task, ...point })))
      if (tasks.length === 0) continue
      for (const row of await compare(point, tasks, peers, settings)) {
        const full = { ...row, machine: machine(), own, when: new Date().toISOString() }
        appendFileSync(out, `${JSON.stringify(full)}\n`)
        rows.push(full)
        console.error(progress(full))
        if (row.disagreements.length > 0) process.exitCode = 1
      }
    }
  } finally {
    close()
  }
  return rows
}

function grid() {
  const states = flags.states ?? (flags.quick ? [2, 4, 8] : [2, 4, 8, 16, 32, 64])
  const shapes = flags.shapes ?? (flags.quick ? ['batch'] : Object.keys(SHAPES))
  const { threads, kernel } = flags
  return shapes.flatMap((shape) =>
    flags.families.flatMap((family) =>
      states.map((count) => ({ family, states: count, ...SHAPES[shape], threads, kernel })),
    ),
  )
}

function key({ task, family, states, sequences, steps, threads, kernel }) {
  return [task, family, states, sequences, steps, threads, kernel].join(' ')
}

function readRows(file) {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}

function progress({ task, family, states, sequences, seconds }) {
  const times = Object.entries(seconds).map(([name, s]) => `${name} ${(1000 * s).toFixed(1)}`)
  return `${task} ${family} K=${states} ${sequences === 1 ? 'single' : 'batch'}, ms: ${times.join(', ')}`
}
