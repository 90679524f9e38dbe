import type { DataConfig } from '../config/data.js'
import { resolveColumns } from './columns.js'
import type { Dataset } from './dataset.js'
import { openTable } from './open-table.js'
import { Reading } from './reading.js'
import type { DataSource } from './source.js'
import { wantedColumns } from './wanted.js'

/**
 * Reads a data file into sequences, in one streaming pass: memory grows with the encoded columns, not with the file.
 *
 * @param columnKinds what the x and y columns hold; z is text, order is a number where its first cell is one
 * @param expertColumns columns of each expert; needed where data.x is left out
 * @throws DataError with file, line and column of what is wrong
 */
export async function readDataset(
  source: DataSource,
  config: DataConfig,
  columnKinds: (name: string) => 'number' | 'text',
  expertColumns: readonly (readonly string[])[] = [],
): Promise<Dataset> {
  const table = await openTable(source, config)
  const roles = resolveColumns(table.header, config, expertColumns, source.name)
  const reading = new Reading(table, roles, columnKinds)
  const wanted = wantedColumns(table.header, roles, config.where)
  for await (const batch of table.reader.rows(table.input, table.header, wanted)) reading.add(batch)
  return reading.finish()
}
