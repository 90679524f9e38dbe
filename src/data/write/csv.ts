import { type ByteBatch, cellAt } from '../byte-batch.js'
import { delimiterOf } from '../formats/csv-delimiter.js'
import type { OpenTable } from '../open-table.js'
import type { Cell } from '../table.js'
import type { ExtraColumn, Sink } from './sink.js'

/** Characters that are gathered before they are written: longer texts would live long enough to be moved about by the collector. */
const PART = 1 << 16

/** Rows of the input with the extra columns at their end, as delimited text; quoted where a cell needs it. */
export async function writeCsv(
  table: OpenTable,
  stepAt: (row: number) => number,
  extra: readonly ExtraColumn[],
  sink: Sink,
): Promise<void> {
  const { header, input } = table
  const delimiter = input.format === 'parquet' ? ',' : await delimiterOf(input)
  const field = fieldWriter(delimiter)
  await sink.write(`${[...header, ...extra.map(({ name }) => name)].map(field).join(delimiter)}\n`)
  let row = 0
  for await (const { rows, textOf } of rowTexts(table, delimiter)) {
    let text = ''
    for (let r = 0; r < rows; r++) {
      const step = stepAt(row++)
      if (step < 0) continue
      text += textOf(r)
      for (const column of extra) text += delimiter + field(column.cell(step))
      text += '\n'
      if (text.length < PART) continue
      await sink.write(text)
      text = ''
    }
    if (text !== '') await sink.write(text)
  }
}

interface RowTexts {
  readonly rows: number
  /** Row r of the batch as delimited text. */
  textOf(r: number): string
}

/** The rows of the input as they are written again, batch by batch. */
async function* rowTexts({ header, input, reader }: OpenTable, delimiter: string): AsyncIterable<RowTexts> {
  const field = fieldWriter(delimiter)
  if (reader.bytes === undefined) {
    const all = header.map((_, index) => index)
    for await (const { cells } of reader.rows(input, header, all))
      yield { rows: cells.length, textOf: (r) => all.map((c) => field(cells[r]![c])).join(delimiter) }
    return
  }
  const plain = plainRow(delimiter)
  for await (const batch of reader.bytes(input, header, new Uint8Array(header.length)))
    yield {
      rows: batch.rows,
      textOf(r) {
        const whole = rowOf(batch, r)
        if (whole !== null && plain(whole)) return whole
        return header.map((_, c) => field(cellAt(batch, r, c))).join(delimiter)
      },
    }
}

/** All cells of a row as they stand in the file, in one text; null where quotes may have gone lost. */
function rowOf({ bytes, bounds, columns, cells }: ByteBatch, row: number): string | null {
  // The bounds of a quoted cell leave out its quotes: with more than one cell in the row some quote is still seen.
  if (columns < 2 || cells.has(row)) return null
  return bytes.toString('utf8', bounds[2 * row * columns]!, bounds[2 * (row + 1) * columns - 1]!)
}

/** Says of the text of a row whether each of its cells would be written as it is. */
function plainRow(delimiter: string): (text: string) => boolean {
  const between = delimiter.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  const unusual = new RegExp(`["\\r\\n]|^\\s|\\s$|\\s${between}|${between}\\s`)
  return (text) => !unusual.test(text)
}

/** One cell as a field: in quotes where it holds the delimiter, a quote, a line end or space at an end (RFC 4180). */
export function fieldWriter(delimiter: string): (cell: Cell | undefined) => string {
  return (cell) => {
    if (cell === null || cell === undefined || Number.isNaN(cell)) return ''
    if (typeof cell !== 'string') return String(cell)
    const bare = !cell.includes(delimiter) && !/["\r\n]|^\s|\s$/.test(cell)
    return bare ? cell : `"${cell.replaceAll('"', '""')}"`
  }
}
