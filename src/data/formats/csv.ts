import { type Options, type Parser, parse } from 'csv-parse'
import { DataError } from '../../errors.js'
import { checkedHeader } from '../header.js'
import { lineBatches } from '../lines.js'
import type { Batch, FormatReader, Input } from '../table.js'
import { plural } from '../tally.js'
import { textOf } from '../text-of.js'

/** Comma-, semicolon- or tab-separated values: a header, then a row a step. RFC 4180 quoting. */
export const csvReader: FormatReader = {
  ownSequences: false,
  async header(input) {
    const delimiter = await delimiterOf(input)
    for await (const batch of records(input, delimiter)) {
      const first = batch.records[0]
      if (first !== undefined) return checkedHeader(input.source.name, first)
    }
    throw emptyFile(input)
  },
  async *rows(input, header) {
    const delimiter = await delimiterOf(input)
    if (input.format === 'csv' && delimiter !== ',') {
      input.tally.add(
        'delimiter',
        '',
        () => `the cells are separated by ${nameOf(delimiter)}, not by commas; read that way`,
      )
    }
    let isHeader = true
    const blanks = new BlankLines(input, header.length)
    for await (const { records: found, lines } of records(input, delimiter)) {
      const cells: string[][] = []
      const places: number[] = []
      for (let i = isHeader ? 1 : 0; i < found.length; i++) {
        const record = found[i]!
        const line = lines[i]!
        if (record.length === 1 && record[0] === '') {
          blanks.add(line)
          continue
        }
        if (record.length !== header.length) throw ragged(input, header, record, line, delimiter)
        blanks.flush(cells, places)
        cells.push(record)
        places.push(line)
      }
      if (found.length > 0) isHeader = false
      if (cells.length > 0) yield { cells, lines: places, starts: [] } satisfies Batch
    }
    blanks.end()
  },
}

/**
 * A blank line is no row where there are several columns. Where there is one, it is an empty cell,
 * unless only blank lines follow.
 */
class BlankLines {
  #held: number[] = []
  constructor(
    readonly input: Input,
    readonly columns: number,
  ) {}

  add(line: number): void {
    if (this.columns === 1) this.#held.push(line)
    else this.#skip(line)
  }

  flush(cells: string[][], lines: number[]): void {
    for (const line of this.#held) {
      cells.push([''])
      lines.push(line)
    }
    if (this.#held.length > 0) this.#held = []
  }

  end(): void {
    for (const line of this.#held) this.#skip(line)
  }

  #skip(line: number): void {
    this.input.tally.add(
      'blank-lines',
      `line ${line}`,
      (n, first) => `${plural(n, 'blank line')} skipped (first: ${first})`,
    )
  }
}

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

/** The delimiter of a file: a tab for tsv; for csv whichever of , ; tab | is most frequent in the header. */
export async function delimiterOf(input: Input): Promise<string> {
  if (input.format === 'tsv') return '\t'
  for await (const lines of lineBatches(input.source.name, textOf(input))) return mostFrequent(lines[0]!)
  return ','
}

function mostFrequent(headerLine: string): string {
  const bare = headerLine.replace(/"[^"]*"/g, '')
  const counts = [',', ';', '\t', '|'].map((delimiter) => bare.split(delimiter).length - 1)
  const most = Math.max(...counts)
  return [',', ';', '\t', '|'][counts.indexOf(most)]!
}

function nameOf(delimiter: string): string {
  return { ';': 'semicolons', '\t': 'tabs', '|': 'bars' }[delimiter] ?? `"${delimiter}"`
}

function emptyFile(input: Input): DataError {
  return new DataError(
    'file-empty',
    'the file is empty; expected a line with the names of the columns, then the rows',
    {
      where: input.source.name,
      hint: 'Check that it was written or fetched completely.',
    },
  )
}

function ragged(
  input: Input,
  header: readonly string[],
  record: readonly string[],
  line: number,
  delimiter: string,
): DataError {
  const fewer = record.length < header.length
  const what = fewer
    ? `column "${header[record.length]}" is missing`
    : `"${shorten(record[header.length]!)}" belongs to no column`
  const quoting = `put a cell that holds ${delimiter === '\t' ? 'a tab' : `"${delimiter}"`} in double quotes`
  return new DataError(
    'row-ragged',
    `line ${line}: ${plural(record.length, 'cell')}, expected ${header.length} as in the header: ${what}`,
    {
      where: input.source.name,
      hint: fewer ? 'Fill the row up; an empty cell means missing.' : `Take the cell out, or ${quoting}.`,
    },
  )
}

export function shorten(text: string, length = 40): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text
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
