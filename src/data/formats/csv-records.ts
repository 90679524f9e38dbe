import { type Options, type Parser, parse } from 'csv-parse'
import { DataError } from '../../errors.js'
import type { Input } from '../table.js'
import { textOf } from '../text-of.js'

interface Records {
  readonly records: string[][]
  /** Line on which each record begins. */
  readonly lines: number[]
}

// A file of one record is not read into memory before it is found out: a quote that is never closed ends here.
const longestRecord = 1 << 24

/** All records, the header's included, as csv-parse reads them. */
export async function* records(input: Input, delimiter: string): AsyncGenerator<Records> {
  const options: Options & { readableHighWaterMark: number } = {
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: longestRecord,
    readableHighWaterMark: 1 << 20,
  }
  const parser = parse(options)
  // The error is thrown where the parser is read; without a listener Node would raise it by itself.
  parser.on('error', () => {})
  const lines = { next: 1, quotes: false }
  for await (const chunk of textOf(input)) {
    lines.quotes ||= chunk.includes(0x22)
    parser.write(chunk)
    const batch = drain(parser, lines)
    if (parser.errored) throw quoteError(input, parser.errored, lines.next)
    if (batch.records.length > 0) yield batch
  }
  parser.end()
  const last: Records = { records: [], lines: [] }
  try {
    for await (const record of parser) place(record as string[], last, lines)
  } catch (error) {
    throw quoteError(input, error, lines.next)
  }
  if (last.records.length > 0) yield last
}

function drain(parser: Parser, lines: { next: number; quotes: boolean }): Records {
  const batch: Records = { records: [], lines: [] }
  for (let record = parser.read() as string[] | null; record !== null; record = parser.read())
    place(record, batch, lines)
  return batch
}

function place(record: string[], batch: Records, lines: { next: number; quotes: boolean }): void {
  batch.records.push(record)
  batch.lines.push(lines.next)
  lines.next += 1
  if (!lines.quotes) return
  for (const cell of record) if (cell.includes('\n')) lines.next += cell.split('\n').length - 1
}

function quoteError(input: Input, error: unknown, line: number): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code !== 'CSV_QUOTE_NOT_CLOSED' && code !== 'CSV_MAX_RECORD_SIZE') return error
  return new DataError('quote-open', `line ${line}: a double quote in this row is never closed`, {
    where: input.source.name,
    hint: 'Close it, or write a quote inside a quoted cell twice ("").',
    cause: error,
  })
}
