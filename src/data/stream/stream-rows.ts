import type { Cell } from '../table.js'

/** The rows of some lines that came in together; a line is a step. */
export interface StreamRows {
  /** [rows] the line as it is written again, without its end, before the results are added */
  readonly texts: string[]
  /** [rows][columns of the header] */
  readonly cells: (readonly (Cell | undefined)[])[]
  /** [rows] line of the input, from 1 */
  readonly lines: number[]
  /** What was wrong with the line after these rows; nothing was read from there on. Null where nothing was. */
  error: unknown
}

/** A format whose lines are read one by one. */
export interface StreamReader {
  readonly header: readonly string[]
  /** Where the results begin: the line before the first row. Null where the format has none. */
  headerLine(names: readonly string[]): string | null
  /** The rows of the next lines. */
  read(lines: readonly string[]): StreamRows
  /** A row with results behind it, and its end. */
  write(text: string, results: readonly (string | number | null)[]): string
}
