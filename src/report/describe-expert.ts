import type { ExpertDescription } from '../model/expert.js'
import { plural } from './format.js'
import { renderTable } from './table.js'

const widest = 8
const mostStates = 40
const mostStatesAcross = 12
const mostRows = 40

/** The table of one expert, a row a state; turned over where it has more columns than a line can hold. */
export function describeExpert({ title, heads, rows }: ExpertDescription, names: readonly string[]): string {
  if (heads.length <= widest) {
    const body = rows.slice(0, mostStates).map((row, k) => [names[k]!, ...row])
    return `${title}\n${renderTable({ heads: ['state', ...heads], rows: body, left: [0] })}${left(rows.length - mostStates, 'state')}`
  }
  const across = names.slice(0, mostStatesAcross)
  const body = heads
    .slice(0, mostRows)
    .map((head, column) => [head, ...across.map((_, k) => rows[k]![column]!)])
  return [
    shortTitle(title),
    renderTable({ heads: ['', ...across.map((name) => `state ${name}`)], rows: body, left: [0] }) +
      left(heads.length - mostRows, 'column') +
      left(names.length - mostStatesAcross, 'state'),
  ].join('\n')
}

function left(number: number, what: string): string {
  return number > 0 ? `\n… and ${plural(number, what)} more (--json has all)` : ''
}

/** The names of many columns stand in the table already. */
function shortTitle(title: string): string {
  return title.length <= 100 ? title : `${title.slice(0, title.lastIndexOf(', ', 90))}, …`
}
