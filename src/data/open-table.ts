import type { DataConfig } from '../config/data.js'
import { formatOf } from './format.js'
import { readers } from './formats/index.js'
import type { DataSource } from './source.js'
import type { FormatReader, Input } from './table.js'
import { Tally } from './tally.js'

export interface OpenTable {
  readonly input: Input
  readonly reader: FormatReader
  readonly header: readonly string[]
}

/** Finds out the format of a source and reads its header. */
export async function openTable(source: DataSource, config: DataConfig): Promise<OpenTable> {
  const input: Input = { source, config, format: formatOf(source.name, config), tally: new Tally() }
  const reader = await readers[input.format]()
  return { input, reader, header: await reader.header(input) }
}

/**
 * The names of a file's columns, in its order; a list column of JSONL or Parquet as emb_1 … emb_D.
 * @throws DataError
 */
export async function readHeader(source: DataSource, config: DataConfig): Promise<string[]> {
  return [...(await openTable(source, config)).header]
}
