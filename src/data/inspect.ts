import type { DataConfig, DataFormat } from '../config/data.js'
import { DataError, type Warning } from '../errors.js'
import { type ColumnSummary, summarise } from './inspect-column.js'
import { orderCandidates, sequenceCandidates } from './inspect-roles.js'
import { type OpenTable, openTable } from './open-table.js'
import type { DataSource } from './source.js'
import type { Batch, Cell } from './table.js'
import { Tally } from './tally.js'
import { RowFilter } from './where.js'

/** What the beginning of a file looks like, to propose a config for it. */
export interface TableSummary {
  readonly format: DataFormat
  /** True where the format itself tells the sequences apart (JSONL, CoNLL, text). */
  readonly ownSequences: boolean
  /** Rows looked at. */
  readonly rows: number
  /** True where that was the whole file. */
  readonly complete: boolean
  /** One for each column that can be read, in the order of the file. */
  readonly columns: readonly ColumnSummary[]
  /** Columns that may tell the sequences apart, the likeliest first. */
  readonly sequenceCandidates: readonly string[]
  /** Columns that increase within each sequence of the first candidate (or of the file), the likeliest first. */
  readonly orderCandidates: readonly string[]
  readonly warnings: readonly Warning[]
}

// Bounds the memory for files with very many columns.
const mostCells = 4_000_000

/**
 * Looks at the first rows of a file.
 * @param maxRows at most so many rows are looked at
 * @throws DataError where the file cannot be read
 */
export async function inspectTable(
  source: DataSource,
  config: DataConfig,
  maxRows = 20_000,
): Promise<TableSummary> {
  const table = await openTable(source, config)
  const wanted = await usableColumns(table)
  const limit = Math.min(maxRows, Math.max(1000, Math.floor(mostCells / table.header.length)))
  const { rows, starts, complete } = await firstRows(table, wanted, limit)
  if (rows.length === 0)
    throw new DataError('no-rows', 'there are no rows to look at', { where: source.name })
  const columns = wanted.map((index) => summarise(table.header[index]!, rows, index))
  const sequences = table.reader.ownSequences ? [] : sequenceCandidates(columns, rows.length)
  const sequence = table.header.indexOf(sequences[0] ?? '')
  const groupBegins = (i: number) =>
    sequence >= 0 ? rows[i]![sequence] !== rows[i - 1]![sequence] : starts.has(i)
  return {
    format: table.input.format,
    ownSequences: table.reader.ownSequences,
    rows: rows.length,
    complete,
    columns,
    sequenceCandidates: sequences,
    orderCandidates: orderCandidates(
      wanted.filter((index) => index !== sequence).map((index) => ({ name: table.header[index]!, index })),
      rows,
      groupBegins,
    ),
    warnings: table.input.tally.warnings(),
  }
}

type Row = readonly (Cell | undefined)[]

async function firstRows(table: OpenTable, wanted: readonly number[], limit: number) {
  const rows: Row[] = []
  const starts = new Set<number>()
  const filter = new RowFilter(table.input.config.where, table.header)
  for await (const batch of table.reader.rows(table.input, table.header, wanted)) {
    const begins = new Set(batch.starts.map(({ at }) => at))
    for (let i = 0; i < batch.cells.length; i++) {
      if (rows.length === limit) return { rows, starts, complete: false }
      if (begins.has(i)) starts.add(rows.length)
      if (filter.accepts(batch.cells[i]!)) rows.push(batch.cells[i]!)
    }
  }
  return { rows, starts, complete: true }
}

/** The columns whose cells are no objects or deeper lists; a file may have others that a config leaves out. */
async function usableColumns({ reader, input, header }: OpenTable): Promise<number[]> {
  const all = header.map((_, index) => index)
  if (input.format !== 'jsonl' && input.format !== 'parquet') return all
  const usable: number[] = []
  for (const index of all)
    if (await canRead(reader.rows({ ...input, tally: new Tally() }, header, [index]))) usable.push(index)
  return usable
}

async function canRead(rows: AsyncIterable<Batch>): Promise<boolean> {
  try {
    for await (const _ of rows) return true
    return true
  } catch (error) {
    if (error instanceof DataError && error.code === 'cell-unsupported') return false
    throw error
  }
}
