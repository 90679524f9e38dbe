import { geometricMean } from '../lib/numbers.mjs'
import { figures, milliseconds, table } from '../lib/table.mjs'
import { PEERS } from './contenders.mjs'

const TASKS = { em: 'One EM iteration', viterbi: 'Viterbi' }

/** Tables of peer / dsm, one for each shape of the data and task, with their means, and what was skipped and why. */
export function report(rows) {
  const settings = distinct(rows.flatMap((row) => [row.machine, ...row.own, ...row.versions]))
  const shapes = distinct(rows.map(shape))
  const tables = shapes.flatMap((name) =>
    Object.keys(TASKS).flatMap((task) => {
      const chosen = rows.filter((row) => row.task === task && shape(row) === name)
      return chosen.length === 0 ? [] : [`## ${TASKS[task]}, ${name}: peer / dsm\n`, ratios(chosen), '']
    }),
  )
  return [...settings.map((line) => `- ${line}`), '', ...tables, ...remarks(rows)].join('\n')
}

function ratios(rows) {
  const names = PEERS.map((peer) => peer.name).filter((name) =>
    rows.some((row) => row.seconds[name] !== undefined || row.skipped[name] !== undefined),
  )
  const order = [...rows].sort((a, b) => a.family.localeCompare(b.family) || a.states - b.states)
  const lines = order.map((row) => [
    row.family,
    String(row.states),
    milliseconds(row.seconds.dsm),
    ...names.map((name) => figures(ratio(row, name)) + (disagrees(row, name) ? '!' : '')),
  ])
  return table(
    ['data', 'K', 'dsm ms', ...names],
    [
      ...lines,
      summary(
        'geometric mean, K ≤ 16',
        rows.filter((row) => row.states <= 16),
        names,
        geometricMean,
      ),
      summary('geometric mean, all K', rows, names, geometricMean),
      summary('least', rows, names, (values) => Math.min(...values)),
    ],
  )
}

function summary(title, rows, names, of) {
  const cells = names.map((name) => {
    const values = rows.map((row) => ratio(row, name)).filter((value) => value !== undefined)
    return values.length === 0 ? '-' : figures(of(values))
  })
  return [title, '', '', ...cells]
}

function ratio(row, name) {
  return row.seconds[name] === undefined ? undefined : row.seconds[name] / row.seconds.dsm
}

function disagrees(row, name) {
  return row.disagreements.some((one) => one.name === name)
}

function remarks(rows) {
  const where = (row) => `${row.task}, ${row.family}, K=${row.states}, ${shape(row)}`
  const differing = rows.flatMap((row) =>
    row.disagreements.map(
      ({ name, what, deviation, allowed }) =>
        `! ${name}: ${what} differs by ${figures(deviation)} where ${allowed} is allowed (${where(row)})`,
    ),
  )
  const skipped = new Map()
  for (const row of rows)
    for (const [name, why] of Object.entries(row.skipped)) {
      const line = `${name}: ${why}`
      skipped.set(line, [...(skipped.get(line) ?? []), where(row)])
    }
  return [
    ...differing,
    ...[...skipped].map(([line, places]) =>
      places.length > 3
        ? `SKIPPED ${line} (${places.length} rows)`
        : `SKIPPED ${line} (${places.join('; ')})`,
    ),
    ...(differing.length === 0 && rows.some((row) => Object.keys(row.seconds).length > 1)
      ? ['Log-likelihoods, scores of paths and new parameters agree.']
      : []),
  ]
}

function shape({ sequences, steps, threads }) {
  const data = sequences === 1 ? `one sequence of ${steps}` : `${sequences} × ${steps} steps`
  return `${data}, ${threads} ${threads === 1 ? 'thread' : 'threads'} of dsm`
}

function distinct(values) {
  return [...new Set(values)]
}
