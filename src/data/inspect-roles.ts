import { type ColumnSummary, distinctLimit, isMissing } from './inspect-column.js'
import { cellText, parseNumber } from './number.js'
import type { Cell } from './table.js'

const sequenceNames =
  /^(id|seq|sequence|series|subject|person|patient|user|customer|session|case|group|animal|trial|unit)s?$|[_. -]id$/i
const orderNames =
  /^(t|time|timestamp|date|datetime|day|week|month|year|step|index|idx|order|position|pos|frame|tick|hour|minute|second|visit|wave|age)s?$|[_. -](t|time|date|step|index|order)$/i
const camelId = /[a-z](Id|ID)$/

const isSequenceName = (name: string) => sequenceNames.test(name) || camelId.test(name)

/**
 * Columns that may tell sequences apart: never empty, not fractions, fewer values than half the rows, and
 * either each value stands in one stretch of rows or the column is called like an id.
 */
export function sequenceCandidates(columns: readonly ColumnSummary[], rows: number): string[] {
  return columns
    .filter(({ name, missing, numeric, integer, distinct, runs }) => {
      if (missing > 0 || numeric !== integer || distinct < 2) return false
      const contiguous = runs <= rows / 2 && (runs === distinct || distinct === distinctLimit)
      return contiguous || (isSequenceName(name) && distinct <= rows / 2)
    })
    .sort(
      (a, b) => Number(isSequenceName(b.name)) - Number(isSequenceName(a.name)) || b.distinct - a.distinct,
    )
    .map(({ name }) => name)
}

/** Columns that strictly increase from row to row within each group, as numbers or as texts that begin like a date. */
export function orderCandidates(
  columns: readonly { readonly name: string; readonly index: number }[],
  rows: readonly (readonly (Cell | undefined)[])[],
  groupBegins: (row: number) => boolean,
): string[] {
  const increases = ({ index }: { readonly index: number }): boolean => {
    let pairs = 0
    for (let i = 0; i < rows.length; i++) {
      const text = cellText(rows[i]![index])
      if (isMissing(text)) return false
      if (i === 0 || groupBegins(i)) continue
      pairs++
      if (!isBefore(cellText(rows[i - 1]![index]), text)) return false
    }
    return pairs > 0
  }
  return columns
    .filter(increases)
    .map(({ name }) => name)
    .sort((a, b) => Number(orderNames.test(b)) - Number(orderNames.test(a)))
}

function isBefore(a: string, b: string): boolean {
  const [x, y] = [parseNumber(a), parseNumber(b)]
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x < y
  return /^\d{4}-\d\d/.test(a) && /^\d{4}-\d\d/.test(b) && a < b
}
