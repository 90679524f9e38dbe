/**
 * Some rows of a text table as places in its bytes, so that a cell need not become a string to become a number.
 * The arrays are used again for the next batch.
 */
export interface ByteBatch {
  readonly bytes: Buffer
  readonly rows: number
  /** C, as in the header. */
  readonly columns: number
  /** [rows][C][2] begin and end of each cell. */
  readonly bounds: Int32Array
  /** [rows][C] the number that a cell of a numeric column holds; NaN where it has to be read from the text. */
  readonly values: Float64Array
  /** [rows] line of the file (from 1). */
  readonly lines: Uint32Array
  /** Cells of the rows that have no places, for their quotes; by row. */
  readonly cells: ReadonlyMap<number, readonly string[]>
}

/** The text of a cell. */
export function cellAt(batch: ByteBatch, row: number, column: number): string {
  const { bytes, bounds, columns, cells } = batch
  const texts = cells.size === 0 ? undefined : cells.get(row)
  if (texts !== undefined) return texts[column]!
  const place = 2 * (row * columns + column)
  return bytes.toString('utf8', bounds[place]!, bounds[place + 1]!)
}
