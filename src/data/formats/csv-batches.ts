import type { ByteBatch } from '../byte-batch.js'
import type { Input } from '../table.js'
import { textOf } from '../text-of.js'
import { BlankLines } from './csv-blank-lines.js'
import { delimiterName } from './csv-delimiter.js'
import { longestRecord, openQuote, ragged } from './csv-errors.js'
import { readCsvHeader } from './csv-header.js'
import { CsvScanner } from './csv-scanner.js'
import { LeftOver } from './left-over.js'

/**
 * The rows of a delimited text, in file order: what is wrong with a row is said after the rows before it.
 * @param numeric [C] 1 for each column whose numbers are to be read
 * @throws DataError `row-ragged`, `quote-open`
 */
export async function* csvBatches(
  input: Input,
  header: readonly string[],
  numeric: Uint8Array,
): AsyncGenerator<ByteBatch> {
  const left = new LeftOver()
  const blanks = new BlankLines(input, header.length)
  let scanner: CsvScanner | null = null
  for await (const { bytes, whole } of left.looks(textOf(input))) {
    let from = 0
    if (scanner === null) {
      const first = readCsvHeader(input, bytes, whole)
      if (first === null) return
      if (first === 'more') {
        left.keep(bytes)
        continue
      }
      sayDelimiter(input, first.dialect.delimiter)
      from = first.next
      scanner = new CsvScanner(first.dialect, numeric, blanks, first.line, {
        ragged: (cells, line) => ragged(input, header, cells, line, first.dialect.delimiter),
        open: (line) => openQuote(input, line),
      })
    }
    const next = scanner.scan(bytes, from, whole)
    const batch = scanner.batch(bytes)
    if (batch !== null) yield batch
    if (scanner.fault !== null) throw scanner.fault
    if (bytes.length - next > longestRecord) throw openQuote(input, scanner.line)
    left.keep(bytes.subarray(next))
  }
  blanks.end()
}

function sayDelimiter(input: Input, byte: number): void {
  const delimiter = String.fromCharCode(byte)
  if (input.format !== 'csv' || delimiter === ',') return
  input.tally.add(
    'delimiter',
    '',
    () => `the cells are separated by ${delimiterName(delimiter)}, not by commas; read that way`,
  )
}
