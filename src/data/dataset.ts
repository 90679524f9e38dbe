import type { Warning } from '../errors.js'

/**
 * Many sequences of different lengths, column by column. Steps of sequence s are offsets[s] … offsets[s + 1] − 1;
 * N = offsets[S] steps in all.
 */
export interface Dataset {
  /** The file's name as the user gave it, for messages. */
  readonly source: string
  /** [S] */
  readonly sequenceIds: readonly string[]
  /** [S + 1] */
  readonly offsets: Uint32Array
  readonly columns: ReadonlyMap<string, Column>
  /** Column names by role, patterns and ranges resolved, in the order of the config. */
  readonly roles: ColumnRoles
  /** [N] line of the file (from 1) on which the step stands. */
  readonly lines: Uint32Array
  /** [N] number of the input's row (from 0, rows that `where` leaves out counted), to write results beside it. */
  readonly rows: Uint32Array
  /** Policies that acted while reading, with their counts. */
  readonly warnings: readonly Warning[]
}

export interface ColumnRoles {
  readonly x: readonly string[]
  readonly y: readonly string[]
  readonly z: string | undefined
  readonly sequence: string | undefined
  readonly order: string | undefined
  /** Columns read beside these, for groups and strata; none where left out. */
  readonly extra?: readonly string[] | undefined
}

export type Column = NumberColumn | TextColumn

/** [N] values; NaN is a missing cell. */
export interface NumberColumn {
  readonly kind: 'number'
  readonly values: Float64Array
}

/** [N] codes into `symbols`; −1 is a missing cell. Symbols in order of first appearance. */
export interface TextColumn {
  readonly kind: 'text'
  readonly codes: Int32Array
  readonly symbols: readonly string[]
}
