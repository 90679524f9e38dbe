import type { ExpertDescription } from '../model/expert.js'
import { plural } from './format.js'
import { lineWidth, renderTable, tableWidth } from './table.js'

const mostStates = 40
const mostStatesAcross = 12
const mostRows = 40
const longCell = 24

/** The table of one expert, a row a state; where that is too wide, a column a state, in blocks that fit a line. */
export function describeExpert({ title, heads, rows }: ExpertDescription, names: readonly string[]): string {
  if (heads.length === 0) return title
  const table = byState(heads, rows.slice(0, mostStates), names)
  // A last column of text may run on; the others have to fit.
  const fits = tableWidth({ ...table, heads: table.heads.slice(0, -1) }) <= lineWidth
  if (heads.length === 1 || fits)
    return `${title}\n${renderTable(table)}${left(rows.length - mostStates, 'state')}`

  const isLong = heads.map((_, column) => rows.some((row) => String(row[column]).length > longCell))
  const short = [...heads.keys()].filter((column) => !isLong[column])
  const long = [...heads.keys()].filter((column) => isLong[column])
  const parts = [
    shortTitle(title),
    ...blocks(heads, short.slice(0, mostRows), rows, names.slice(0, mostStatesAcross)),
    left(short.length - mostRows, 'column').trim() + left(names.length - mostStatesAcross, 'state'),
    ...long.map((column) =>
      renderTable(
        byState(
          [heads[column]!],
          rows.slice(0, mostStates).map((row) => [row[column]!]),
          names,
        ),
      ),
    ),
  ]
  return parts.filter((part) => part.trim() !== '').join('\n')
}

type Rows = ExpertDescription['rows']

function byState(heads: readonly string[], rows: Rows, names: readonly string[]) {
  return { heads: ['state', ...heads], rows: rows.map((row, k) => [names[k]!, ...row]), left: [0] }
}

/** Tables with a row for each of these columns of the description and as many states across as fit. */
function blocks(
  heads: readonly string[],
  columns: readonly number[],
  rows: Rows,
  names: readonly string[],
): string[] {
  const table = (from: number, to: number) => ({
    heads: ['state', ...names.slice(from, to)],
    rows: columns.map((column) => [
      heads[column]!,
      ...names.slice(from, to).map((_, i) => rows[from + i]![column]!),
    ]),
    left: [0],
  })
  const tables: string[] = []
  for (let from = 0, to = 0; from < names.length; from = to) {
    to = from + 1
    while (to < names.length && tableWidth(table(from, to + 1)) <= lineWidth) to++
    tables.push(renderTable(table(from, to)))
  }
  return tables
}

function left(number: number, what: string): string {
  return number > 0 ? `\n… and ${plural(number, what)} more (--json has all)` : ''
}

/** The names of many columns stand in the table already. */
function shortTitle(title: string): string {
  return title.length <= 100 ? title : `${title.slice(0, title.lastIndexOf(', ', 90))}, …`
}
