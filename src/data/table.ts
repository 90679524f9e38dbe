import type { DataConfig, DataFormat } from '../config/data.js'
import type { ByteBatch } from './byte-batch.js'
import type { DataSource } from './source.js'
import type { Tally } from './tally.js'

/** A cell as its format gives it; null (and an empty string) is missing. */
export type Cell = string | number | boolean | null

/** Some rows of a table. */
export interface Batch {
  /** [rows][columns of the header]; only the columns that were asked for need be there. */
  readonly cells: readonly (readonly (Cell | undefined)[])[]
  /** [rows] line of the file (from 1); row of the table where the format has no lines. */
  readonly lines: readonly number[]
  /** Sequences that begin in this batch, where the format itself tells them apart. */
  readonly starts: readonly SequenceStart[]
}

export interface SequenceStart {
  /** Index of its first row in the batch. */
  readonly at: number
  readonly id: string
}

/** What a format reader needs to know. */
export interface Input {
  readonly source: DataSource
  readonly format: DataFormat
  readonly config: DataConfig
  readonly tally: Tally
}

/** A format: its columns, found by looking at the beginning of a file, and its rows, in one streaming pass. */
export interface FormatReader {
  /** True where the format itself tells sequences apart, so that no sequence column is needed. */
  readonly ownSequences: boolean
  header(input: Input): Promise<readonly string[]>
  /** @param wanted indices into the header of the columns that are asked for */
  rows(input: Input, header: readonly string[], wanted: readonly number[]): AsyncIterable<Batch>
  /**
   * The same rows as places in the file's bytes, where the format is such that cells can be read from these.
   * @param numeric [C] 1 for each column whose numbers are to be read on the way
   */
  readonly bytes?: (input: Input, header: readonly string[], numeric: Uint8Array) => AsyncIterable<ByteBatch>
}

/** "line" or "row": what counts the places of a format. */
export function placeWord(format: DataFormat): 'line' | 'row' {
  return format === 'parquet' ? 'row' : 'line'
}
