const WIDEST = 12
const SHOWN = 8

interface ColumnTable {
  readonly heads: string[]
  /** [K][heads] */
  readonly rows: string[][]
}

/** `speed, note`, or `note_21 … note_108 (88 columns)` where they are many. */
export function columnNames(columns: readonly string[]): string {
  if (columns.length <= WIDEST) return columns.join(', ')
  return `${columns[0]} … ${columns.at(-1)} (${columns.length} columns)`
}

/**
 * A cell for each state and column; where the columns are many, one cell a state that names those of most `interest`
 * (the reason for which is said in `chosen`, for example "highest").
 */
export function columnTable(
  columns: readonly string[],
  states: number,
  unit: string,
  text: (state: number, column: number) => string,
  chosen: string,
  interest: (state: number, column: number) => number,
): ColumnTable {
  const each = Array.from({ length: states }, (_, k) => k)
  if (columns.length <= WIDEST) {
    return {
      heads: columns.map((column) => `${column} (${unit})`),
      rows: each.map((k) => columns.map((_, d) => text(k, d))),
    }
  }
  const row = (k: number) =>
    columns
      .map((column, d) => ({ cell: `${column} ${text(k, d)}`, interest: interest(k, d) }))
      .sort((a, b) => b.interest - a.interest)
      .slice(0, SHOWN)
      .map(({ cell }) => cell)
      .join(', ')
  return {
    heads: [`${chosen} of ${columns.length} columns (${unit})`],
    rows: each.map((k) => [`${row(k)}, … (+ ${columns.length - SHOWN})`]),
  }
}
