import { DataError } from '../../errors.js'
import { delimiterName, mostFrequent } from '../formats/csv-delimiter.js'
import { ragged } from '../formats/csv-errors.js'
import { checkedHeader } from '../header.js'
import type { Input } from '../table.js'
import { plural } from '../tally.js'
import { fieldWriter } from '../write/csv.js'
import { splitCsvLine } from './csv-line.js'
import type { StreamReader, StreamRows } from './stream-rows.js'

/**
 * CSV and TSV a line at a time: a header, then a row a line. A blank line is no row, but in a stream of one column it is
 * a missing cell.
 *
 * @param input what the first line belongs to; its source is not read
 * @throws DataError for a header that cannot be
 */
export function openCsvStream(input: Input, firstLine: string): StreamReader {
  const name = input.source.name
  const delimiter = input.format === 'tsv' ? '\t' : mostFrequent(firstLine)
  if (input.format === 'csv' && delimiter !== ',') {
    input.tally.add(
      'delimiter',
      '',
      () => `the cells are separated by ${delimiterName(delimiter)}, not by commas; read that way`,
    )
  }
  const names = splitCsvLine(firstLine, delimiter)
  if (names === null) throw openQuote(name, 1)
  return new CsvStream(input, checkedHeader(name, names), delimiter)
}

class CsvStream implements StreamReader {
  #line = 1
  readonly #field: ReturnType<typeof fieldWriter>
  /** What a line may hold that a cell would be written in quotes for. */
  readonly #unusual: RegExp

  constructor(
    private readonly input: Input,
    readonly header: readonly string[],
    private readonly delimiter: string,
  ) {
    this.#field = fieldWriter(delimiter)
    this.#unusual = delimiter === '\t' ? /"|(?!\t)\s/ : /["\s]/
  }

  headerLine(names: readonly string[]): string {
    return `${[...this.header, ...names].map(this.#field).join(this.delimiter)}\n`
  }

  read(lines: readonly string[]): StreamRows {
    const rows: StreamRows = { texts: [], cells: [], lines: [], error: null }
    const columns = this.header.length
    for (const line of lines) {
      this.#line++
      if (line === '' && columns > 1) {
        this.#noteBlank()
        continue
      }
      const unusual = this.#unusual.test(line)
      const cells = !unusual && columns === 1 ? [line] : splitCsvLine(line, this.delimiter)
      if (cells === null || cells.length !== columns) {
        rows.error =
          cells === null
            ? openQuote(this.input.source.name, this.#line)
            : ragged(this.input, this.header, cells, this.#line, this.delimiter.charCodeAt(0))
        break
      }
      rows.texts.push(unusual ? cells.map(this.#field).join(this.delimiter) : line)
      rows.cells.push(cells)
      rows.lines.push(this.#line)
    }
    return rows
  }

  write(text: string, results: readonly (string | number | null)[]): string {
    let line = text
    for (const result of results) line += this.delimiter + this.#field(result)
    return `${line}\n`
  }

  #noteBlank(): void {
    this.input.tally.add(
      'blank-lines',
      `line ${this.#line}`,
      (n, first) => `${plural(n, 'blank line')} skipped (first: ${first})`,
    )
  }
}

function openQuote(where: string, line: number): DataError {
  return new DataError(
    'quote-open',
    `line ${line}: a double quote is not closed on this line; in a stream a row is one line`,
    {
      where,
      hint: 'Close it, or write a quote inside a quoted cell twice (""); leave --stream out for cells that hold line ends.',
    },
  )
}
