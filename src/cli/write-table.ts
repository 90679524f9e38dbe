import type { ExtraColumn, Sink } from '../data/index.js'
import { fieldWriter } from '../data/write/csv.js'

/** Rows of results that stand for themselves (forecasts, drawn data). Steps of sequence s are offsets[s] … offsets[s + 1] − 1. */
export interface SequenceTable {
  /** Name of the column of sequence ids; null where there is none. */
  readonly sequence: string | null
  readonly sequenceIds: readonly string[]
  readonly offsets: ArrayLike<number>
  readonly columns: readonly ExtraColumn[]
}

export type TableFormat = 'csv' | 'tsv' | 'jsonl'

/** CSV and TSV: a row a step. JSONL: an object a sequence, each column an array over its steps. */
export async function writeTable(table: SequenceTable, format: TableFormat, sink: Sink): Promise<void> {
  if (format === 'jsonl') return writeObjects(table, sink)
  const delimiter = format === 'tsv' ? '\t' : ','
  const field = fieldWriter(delimiter)
  const { sequence, sequenceIds, offsets, columns } = table
  const heads = [...(sequence === null ? [] : [sequence]), ...columns.map(({ name }) => name)]
  await sink.write(`${heads.map(field).join(delimiter)}\n`)
  for (const [s, id] of sequenceIds.entries()) {
    let text = ''
    for (let step = offsets[s]!; step < offsets[s + 1]!; step++) {
      const cells = columns.map(({ cell }) => field(cell(step)))
      text += `${(sequence === null ? cells : [field(id), ...cells]).join(delimiter)}\n`
    }
    if (text !== '') await sink.write(text)
  }
}

async function writeObjects(
  { sequence, sequenceIds, offsets, columns }: SequenceTable,
  sink: Sink,
): Promise<void> {
  for (const [s, id] of sequenceIds.entries()) {
    const steps = Array.from({ length: offsets[s + 1]! - offsets[s]! }, (_, t) => offsets[s]! + t)
    const arrays = columns.map(({ name, cell }) => [name, steps.map((step) => finite(cell(step)))])
    const object = Object.fromEntries([...(sequence === null ? [] : [[sequence, id]]), ...arrays]) as object
    await sink.write(`${JSON.stringify(object)}\n`)
  }
}

function finite(cell: string | number | null): string | number | null {
  return typeof cell === 'number' && !Number.isFinite(cell) ? null : cell
}
