/**
 * How far is dsm from what the processor can do? One EM iteration, against the same algorithm in C++ with vectors, on the
 * same number of threads and in turns. `node bench/yardstick/run.mjs`; skipped where there is no g++.
 */
import { openBenchEngine, prepareDsm } from '../lib/dsm.mjs'
import { readFlags } from '../lib/flags.mjs'
import { startJsonProcess } from '../lib/json-process.mjs'
import { cores, machine, ownVersions } from '../lib/machine.mjs'
import { geometricMean, largestDeviation } from '../lib/numbers.mjs'
import { createProblem, FAMILIES } from '../lib/problem.mjs'
import { writeProblem } from '../lib/problem-file.mjs'
import { figures, milliseconds, table } from '../lib/table.mjs'
import { inTemporaryFolder } from '../lib/temporary-folder.mjs'
import { takeTurns, timed } from '../lib/turns.mjs'
import { build, VARIANTS } from './build.mjs'

const LOG_LIKELIHOOD_TOLERANCE = 1e-12
const PARAMETER_TOLERANCE = 1e-7

const flags = readFlags('Compares dsm with C++ of the same algorithm and layout.', {
  states: { type: 'numbers', default: undefined, help: 'numbers of states (2,4,8,16,32,64; --quick 4,16)' },
  families: { type: 'list', default: FAMILIES, help: 'gaussian-D, categorical-V' },
  threads: { type: 'numbers', default: [...new Set([1, cores])], help: 'numbers of threads' },
  sequences: { type: 'number', default: 200, help: 'how many sequences, a multiple of 8' },
  steps: { type: 'number', default: 1000, help: 'steps in each' },
  kernel: { type: 'text', default: 'auto', help: "dsm's compiled code: auto, portable, relaxed, reference" },
  budget: {
    type: 'number',
    default: undefined,
    help: 'seconds for each program in each row (1; --quick 0.3)',
  },
  quick: { type: 'switch', default: false, help: 'a small part of the grid' },
})
const budget = flags.budget ?? (flags.quick ? 0.3 : 1)
const states = flags.states ?? (flags.quick ? [4, 16] : [2, 4, 8, 16, 32, 64])

await inTemporaryFolder(async (folder) => {
  const built = VARIANTS.map((variant) => ({ name: variant.name, ...build(variant, folder) }))
  const programs = built.filter(({ program }) => program !== undefined)
  const rows = []
  const settings = new Set([machine()])
  for (const threads of flags.threads) {
    const { engine, kernel, close } = await openBenchEngine({ threads, kernel: flags.kernel })
    settings.add(`${ownVersions()}, kernel ${kernel}`)
    for (const family of flags.families)
      for (const count of states) {
        const { sequences, steps } = flags
        const row = await compare(
          { family, states: count, sequences, steps },
          threads,
          engine,
          programs,
          folder,
        )
        for (const version of row.versions) settings.add(version)
        rows.push(row)
      }
    close()
  }
  console.log([...settings].map((line) => `- ${line}`).join('\n'))
  for (const { name, skipped } of built) if (skipped !== undefined) console.log(`SKIPPED ${name}: ${skipped}`)
  console.log(`\n## One EM iteration, ${flags.sequences} × ${flags.steps} steps: dsm / C++\n`)
  console.log(
    ratios(
      rows,
      programs.map(({ name }) => name),
    ),
  )
})

async function compare(point, threads, engine, programs, folder) {
  const problem = createProblem(point)
  const own = prepareDsm(problem, engine)
  const files = [...writeProblem(problem, folder), String(threads)]
  const started = programs.map(({ name, program }) => ({ name, ...startJsonProcess(program, files) }))
  const versions = []
  for (const { answer } of started) versions.push((await answer()).versions)
  const results = await takeTurns(
    [
      { name: 'dsm', compiles: true, warmUp: 3, least: 5, once: () => timed(own.em) },
      ...started.map(({ name, ask }) => ({ name, least: 5, once: () => ask('em') })),
    ],
    budget,
  )
  for (const { stop } of started) await stop()
  const [dsm, ...others] = results
  for (const other of others) checkAgreement(point, dsm.last, other)
  return { ...point, threads, versions, seconds: Object.fromEntries(results.map((r) => [r.name, r.seconds])) }
}

function checkAgreement({ family, states }, own, { name, skipped, last }) {
  if (skipped !== undefined) throw new Error(`${name} failed: ${skipped}`)
  const differences = Object.entries(last.parameters).map(([what, values]) => ({
    what,
    deviation: largestDeviation(own.parameters[what], values),
    allowed: PARAMETER_TOLERANCE,
  }))
  const deviation = largestDeviation([own.logLikelihood], [last.logLikelihood])
  differences.push({ what: 'log-likelihood', deviation, allowed: LOG_LIKELIHOOD_TOLERANCE })
  for (const one of differences)
    if (!(one.deviation <= one.allowed))
      throw new Error(
        `${family}, K=${states}: ${one.what} is ${one.deviation} (relative) from that of ${name}, allowed ${one.allowed}`,
      )
}

function ratios(rows, names) {
  const ratio = (row, name) => row.seconds.dsm / row.seconds[name]
  const summary = (title, chosen, of) => [
    title,
    ...['', '', ''],
    ...names.flatMap((name) => ['', figures(of(chosen.map((row) => ratio(row, name))))]),
  ]
  const threads = (n) => rows.filter((row) => row.threads === n)
  return table(
    ['data', 'K', 'threads', 'dsm ms', ...names.flatMap((name) => [`${name} ms`, 'dsm / it'])],
    [
      ...rows.map((row) => [
        row.family,
        String(row.states),
        String(row.threads),
        milliseconds(row.seconds.dsm),
        ...names.flatMap((name) => [milliseconds(row.seconds[name]), figures(ratio(row, name))]),
      ]),
      ...flags.threads.map((n) => summary(`geometric mean, threads: ${n}`, threads(n), geometricMean)),
      summary('largest', rows, (values) => Math.max(...values)),
    ],
  )
}
