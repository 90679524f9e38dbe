import { delimiterOf } from '../formats/csv-delimiter.js'
import type { OpenTable } from '../open-table.js'
import type { Cell } from '../table.js'
import type { ExtraColumn, Sink } from './sink.js'

/** Rows of the input with the extra columns at their end, as delimited text; quoted where a cell needs it. */
export async function writeCsv(
  table: OpenTable,
  stepAt: (row: number) => number,
  extra: readonly ExtraColumn[],
  sink: Sink,
): Promise<void> {
  const { header, input, reader } = table
  const delimiter = input.format === 'parquet' ? ',' : await delimiterOf(input)
  const field = fieldWriter(delimiter)
  await sink.write(`${[...header, ...extra.map(({ name }) => name)].map(field).join(delimiter)}\n`)
  const all = header.map((_, index) => index)
  let row = 0
  for await (const { cells } of reader.rows(input, header, all)) {
    let text = ''
    for (const cellsOfRow of cells) {
      const step = stepAt(row++)
      if (step < 0) continue
      for (let c = 0; c < header.length; c++) text += (c > 0 ? delimiter : '') + field(cellsOfRow[c])
      for (const column of extra) text += delimiter + field(column.cell(step))
      text += '\n'
    }
    if (text !== '') await sink.write(text)
  }
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
