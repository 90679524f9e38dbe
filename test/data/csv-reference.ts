import { type Options, parse } from 'csv-parse'
import { resolveColumns } from '../../src/data/columns.js'
import { csvReader } from '../../src/data/formats/csv.js'
import { BlankLines } from '../../src/data/formats/csv-blank-lines.js'
import { mostFrequent } from '../../src/data/formats/csv-delimiter.js'
import { emptyFile, openQuote, ragged } from '../../src/data/formats/csv-errors.js'
import { checkedHeader } from '../../src/data/header.js'
import { type Dataset, memorySource } from '../../src/data/index.js'
import { Reading } from '../../src/data/reading.js'
import type { Input } from '../../src/data/table.js'
import { Tally } from '../../src/data/tally.js'
import { type ConfigInput, config } from './helpers.js'

/** A CSV file read with csv-parse and cell by cell as text: what the reader of bytes must agree with. */
export async function readWithCsvParse(
  text: string,
  input: ConfigInput,
  kinds: (name: string) => 'number' | 'text',
): Promise<Dataset> {
  const table: Input = {
    source: memorySource('a.csv', text),
    format: 'csv',
    config: config(input),
    tally: new Tally(),
  }
  const bare = text.replace(/^\uFEFF/, '')
  const delimiter = mostFrequent(bare.split('\n')[0]!)
  const { records, open } = await parsed(bare, delimiter)
  if (records.length === 0) throw open ? openQuote(table, 1) : emptyFile(table)
  const header = checkedHeader('a.csv', records[0]!)
  const roles = resolveColumns(header, table.config, [], 'a.csv')
  const reading = new Reading({ input: table, reader: csvReader, header }, roles, kinds)
  if (delimiter !== ',') table.tally.add('delimiter', '', () => 'another delimiter')
  const blanks = new BlankLines(table, header.length)
  let next = 1
  for (const [r, cells] of records.entries()) {
    const line = next
    next += 1 + cells.join('').split('\n').length - 1
    if (r === 0) continue
    if (cells.length === 1 && cells[0] === '') blanks.add(line)
    else if (cells.length !== header.length) throw ragged(table, header, cells, line, delimiter.charCodeAt(0))
    else {
      for (const held of blanks.taken()) reading.add({ cells: [['']], lines: [held], starts: [] })
      reading.add({ cells: [cells], lines: [line], starts: [] })
    }
  }
  if (open) throw openQuote(table, next)
  blanks.end()
  return reading.finish()
}

async function parsed(text: string, delimiter: string): Promise<{ records: string[][]; open: boolean }> {
  const options: Options = { delimiter, relax_column_count: true, relax_quotes: true }
  const parser = parse(options)
  const records: string[][] = []
  let open = false
  parser.on('data', (record: string[]) => records.push(record))
  await new Promise<void>((resolve, reject) => {
    parser.on('end', resolve)
    parser.on('error', (error) => {
      open = 'code' in error && error.code === 'CSV_QUOTE_NOT_CLOSED'
      if (open) resolve()
      else reject(error)
    })
    parser.end(text)
  })
  return { records, open }
}
