import type { Dataset } from '../../data/dataset.js'
import type { Warning } from '../../errors.js'
import { plural, significant } from '../../report/format.js'
import type { CheckReport } from './report.js'

/** Jumps in a numeric order column that otherwise goes up evenly: the model counts steps, not time. */
export function orderGaps({ columns, roles, offsets, sequenceIds, source, lines }: Dataset): Warning[] {
  const column = roles.order === undefined ? undefined : columns.get(roles.order)
  if (column?.kind !== 'number') return []
  const { values } = column
  let usual = Number.POSITIVE_INFINITY
  eachPair(offsets, (i) => {
    usual = Math.min(usual, values[i]! - values[i - 1]!)
  })
  let gaps = 0
  let pairs = 0
  let first = -1
  eachPair(offsets, (i) => {
    pairs++
    if (values[i]! - values[i - 1]! <= usual * 1.5) return
    gaps++
    if (first < 0) first = i
  })
  // Where most steps differ, the order is simply uneven (times of events) and gaps mean nothing.
  if (gaps === 0 || gaps > pairs / 10) return []
  const sequence = sequenceIds[offsets.findLastIndex((offset) => offset <= first)]
  const message = `data.order: "${roles.order}" goes up by ${significant(usual)} but for ${plural(gaps, 'gap')}, the first at ${source}:${lines[first]} (sequence ${sequence}: ${values[first - 1]}, ${values[first]}); the model counts steps, so put rows with empty cells in, or accept it`
  return [{ code: 'order-gaps', message }]
}

/** Measurements that repeat exactly from one step to the next: rows may be there twice. */
export function repeatedSteps(
  { columns, roles, offsets, source, lines }: Dataset,
  report: CheckReport,
): Warning[] {
  const measured = report.columns.some(
    ({ family, distinct, steps }) =>
      (family === 'gaussian' || family === 'student-t') && distinct > Math.min(50, steps / 4),
  )
  if (!measured) return []
  const all = roles.x.map((name) => columns.get(name)!)
  let repeated = 0
  let first = -1
  eachPair(offsets, (i) => {
    const same = all.every((column) =>
      column.kind === 'number'
        ? column.values[i] === column.values[i - 1]
        : column.codes[i] === column.codes[i - 1],
    )
    if (!same) return
    repeated++
    if (first < 0) first = i
  })
  if (repeated < 3 || repeated < report.steps / 50) return []
  const message = `${plural(repeated, 'step')} repeat the step before them exactly, the first at ${source}:${lines[first]}; rows may be there twice`
  return [{ code: 'repeated-rows', message }]
}

/** Calls with the second step of each pair of neighbours in a sequence. */
function eachPair(offsets: Uint32Array, call: (step: number) => void): void {
  for (let s = 0; s + 1 < offsets.length; s++) for (let i = offsets[s]! + 1; i < offsets[s + 1]!; i++) call(i)
}
