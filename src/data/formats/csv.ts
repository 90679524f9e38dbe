import { DataError } from '../../errors.js'
import { checkedHeader } from '../header.js'
import type { Batch, FormatReader, Input } from '../table.js'
import { plural } from '../tally.js'
import { BlankLines } from './csv-blank-lines.js'
import { delimiterName, delimiterOf } from './csv-delimiter.js'
import { records } from './csv-records.js'

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
        () => `the cells are separated by ${delimiterName(delimiter)}, not by commas; read that way`,
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
    : `"${record[header.length]!.slice(0, 40)}" belongs to no column`
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
