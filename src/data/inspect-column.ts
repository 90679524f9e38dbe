import { cellText, parseNumber } from './number.js'
import type { Cell } from './table.js'

/** One column of the rows that were looked at. */
export interface ColumnSummary {
  readonly name: string
  /** Cells that hold something (not empty, NA or NaN). */
  readonly count: number
  readonly missing: number
  /** How many of the cells that hold something are finite numbers, and whole ones. */
  readonly numeric: number
  readonly integer: number
  /** How many different cells there are; `distinctLimit` means that many or more. */
  readonly distinct: number
  /** Of the numbers; null where there are none. */
  readonly min: number | null
  readonly max: number | null
  /** The first few different cells. */
  readonly examples: readonly string[]
  /** Number of stretches of equal cells: a column that names sequences changes rarely. */
  readonly runs: number
}

export const distinctLimit = 1000

/** @param index of the column in the rows */
export function summarise(
  name: string,
  rows: readonly (readonly (Cell | undefined)[])[],
  index: number,
): ColumnSummary {
  const seen = new Set<string>()
  let [missing, numeric, integer, runs] = [0, 0, 0, 0]
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  let previous: string | undefined
  for (const row of rows) {
    const text = cellText(row[index])
    if (text !== previous) runs++
    previous = text
    if (isMissing(text)) {
      missing++
      continue
    }
    if (seen.size < distinctLimit) seen.add(text)
    const value = parseNumber(text)
    if (!Number.isFinite(value)) continue
    numeric++
    if (Number.isInteger(value)) integer++
    if (value < min) min = value
    if (value > max) max = value
  }
  return {
    name,
    count: rows.length - missing,
    missing,
    numeric,
    integer,
    distinct: seen.size,
    min: numeric > 0 ? min : null,
    max: numeric > 0 ? max : null,
    examples: [...seen].slice(0, 5),
    runs,
  }
}

export function isMissing(text: string): boolean {
  const bare = text.trim()
  return bare === 'NA' || bare === 'NaN' || text === '' || (bare === '' && text.length > 1)
}
