/** Where text goes: a file, standard output, a string. */
export interface Sink {
  write(text: string): Promise<void> | void
}

/** A column of results beside the input's columns. */
export interface ExtraColumn {
  readonly name: string
  /** The cell of a step of the dataset (0 … N − 1); null where there is none. */
  cell(step: number): string | number | null
}

/** [rows of the input] step of the dataset that stands in a row; −1 where the row was left out. */
export function stepOfRow(rows: Uint32Array): (row: number) => number {
  const last = rows.reduce((most, row) => Math.max(most, row), 0)
  const steps = new Int32Array(last + 1).fill(-1)
  rows.forEach((row, step) => {
    steps[row] = step
  })
  return (row) => steps[row] ?? -1
}
