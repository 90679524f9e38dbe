import { DataError } from '../../errors.js'
import type { Input } from '../table.js'
import { plural } from '../tally.js'

/** A file of one record is not read into memory before it is found out: a quote that is never closed ends here. */
export const longestRecord = 1 << 24

export function openQuote(input: Input, line: number): DataError {
  return new DataError('quote-open', `line ${line}: a double quote in this row is never closed`, {
    where: input.source.name,
    hint: 'Close it, or write a quote inside a quoted cell twice ("").',
  })
}

export function emptyFile(input: Input): DataError {
  return new DataError(
    'file-empty',
    'the file is empty; expected a line with the names of the columns, then the rows',
    {
      where: input.source.name,
      hint: 'Check that it was written or fetched completely.',
    },
  )
}

/** The error for a row of another length than the header. */
export function ragged(
  input: Input,
  header: readonly string[],
  record: readonly string[],
  line: number,
  delimiter: number,
): DataError {
  const fewer = record.length < header.length
  const what = fewer
    ? `column "${header[record.length]}" is missing`
    : `"${record[header.length]!.slice(0, 40)}" belongs to no column`
  const mark = delimiter === 9 ? 'a tab' : `"${String.fromCharCode(delimiter)}"`
  return new DataError(
    'row-ragged',
    `line ${line}: ${plural(record.length, 'cell')}, expected ${header.length} as in the header: ${what}`,
    {
      where: input.source.name,
      hint: fewer
        ? 'Fill the row up; an empty cell means missing.'
        : `Take the cell out, or put a cell that holds ${mark} in double quotes.`,
    },
  )
}

/** The errors for records that are no rows. */
export interface Faults {
  /** A row of another length than the header. */
  ragged(cells: readonly string[], line: number): Error
  /** A quote that is never closed. */
  open(line: number): Error
}
