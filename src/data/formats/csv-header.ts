import type { Input } from '../table.js'
import { textOf } from '../text-of.js'
import { mostFrequent } from './csv-delimiter.js'
import { type Dialect, LF } from './csv-dialect.js'
import { longestRecord, openQuote } from './csv-errors.js'
import { readRecord } from './csv-record.js'
import { LeftOver } from './left-over.js'

/** The first record of a text, and what it tells of the others. */
export interface CsvHeader {
  readonly dialect: Dialect
  readonly names: readonly string[]
  /** Place and line of the first row. */
  readonly next: number
  readonly line: number
}

/**
 * The header at the beginning of a text; null where the text is empty, 'more' where it may go on after the bytes.
 * @throws DataError `quote-open`
 */
export function readCsvHeader(input: Input, bytes: Buffer, whole: boolean): CsvHeader | null | 'more' {
  const end = bytes.indexOf(LF)
  const delimiter =
    end < 0 && !whole ? null : delimiterIn(input, bytes.toString('utf8', 0, end < 0 ? bytes.length : end))
  const record = delimiter === null ? 'more' : readRecord(bytes, 0, delimiter, null, whole)
  if (record === 'open' || (record === 'more' && bytes.length > longestRecord)) throw openQuote(input, 1)
  if (record === 'more' || record === null) return record
  const { cells, next, inner, lineEnd } = record
  return { dialect: { delimiter: delimiter!, lineEnd: lineEnd ?? 'LF' }, names: cells, next, line: 2 + inner }
}

function delimiterIn(input: Input, firstLine: string): number {
  return (input.format === 'tsv' ? '\t' : mostFrequent(firstLine)).charCodeAt(0)
}

/** The header of a file; null where the file is empty. */
export async function csvHeaderOf(input: Input): Promise<CsvHeader | null> {
  const left = new LeftOver()
  for await (const { bytes, whole } of left.looks(textOf(input))) {
    const header = readCsvHeader(input, bytes, whole)
    if (header !== 'more') return header
    left.keep(bytes)
  }
  return null
}
