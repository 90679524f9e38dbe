import type { DataConfig } from '../config/data.js'
import type { ByteBatch } from './byte-batch.js'
import { type ColumnsBeside, resolveColumns } from './columns.js'
import type { Dataset } from './dataset.js'
import { type OpenTable, openTable } from './open-table.js'
import { Reading } from './reading.js'
import type { DataSource } from './source.js'
import { wantedColumns } from './wanted.js'

/**
 * Reads a data file into sequences, in one streaming pass: memory grows with the encoded columns, not with the file.
 *
 * @param columnKinds what the x and y columns hold; z is text, order is a number where its first cell is one
 * @param expertColumns columns of each expert; needed where data.x is left out
 * @param extra columns without a role that are read too, as text; each with the config key that names it
 * @throws DataError with file, line and column of what is wrong
 */
export async function readDataset(
  source: DataSource,
  config: DataConfig,
  columnKinds: (name: string) => 'number' | 'text',
  expertColumns: readonly (readonly string[])[] = [],
  extra: ColumnsBeside = [],
): Promise<Dataset> {
  const table = await openTable(source, config)
  const roles = resolveColumns(table.header, config, expertColumns, source.name, extra)
  const reading = new Reading(table, roles, columnKinds)
  await readRows(table, reading, wantedColumns(table.header, roles, config.where))
  return reading.finish()
}

async function readRows({ reader, input, header }: OpenTable, reading: Reading, wanted: readonly number[]) {
  if (reader.bytes === undefined) {
    for await (const batch of reader.rows(input, header, wanted)) reading.add(batch)
    return
  }
  let first = true
  for await (const batch of reader.bytes(input, header, reading.numeric)) {
    if (first) reading.reserve(expectedRows(batch, await input.source.size()))
    first = false
    reading.addBytes(batch)
  }
}

/** Number of rows of a file if all of it is like its beginning, and a little more. Memory that is not used costs nothing. */
function expectedRows({ rows, bytes }: ByteBatch, size: number): number {
  return Math.min(Math.ceil((1.03 * rows * size) / bytes.length) + 16, mostExpected)
}

const mostExpected = 1 << 27
