import Table from 'cli-table3'

export interface TableOptions {
  readonly heads: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
  /** Columns (from 0) that stand to the left; a column whose cells all look like numbers stands to the right by itself. */
  readonly left?: readonly number[]
  /** Spaces before each line. */
  readonly indent?: number
}

/** Tables for people are kept about this wide; what does not fit is put another way. */
export const lineWidth = 110

/** Characters that a table needs across. */
export function tableWidth({ heads, rows, indent = 0 }: TableOptions): number {
  const widths = heads.map((head, c) => Math.max(head.length, ...rows.map((row) => String(row[c]).length)))
  return widths.reduce((sum, width) => sum + width + 2, indent - 2)
}

const noBorders = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' },
}

/** A table without borders, numbers to the right; no newline at its end. */
export function renderTable({ heads, rows, left = [], indent = 0 }: TableOptions): string {
  const colAligns = heads.map((_, column) =>
    !left.includes(column) && rows.length > 0 && rows.every((row) => isNumeric(row[column]))
      ? ('right' as const)
      : ('left' as const),
  )
  const table = new Table({
    head: [...heads],
    chars: noBorders,
    colAligns,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
  })
  for (const row of rows) table.push(row.map(String))
  const margin = ' '.repeat(indent)
  return table
    .toString()
    .split('\n')
    .map((line) => (margin + line).trimEnd())
    .join('\n')
}

function isNumeric(cell: string | number | undefined): boolean {
  if (typeof cell !== 'string') return true
  return /^[<>≈]?\s*[+-]?[\d,.]*(e[+-]?\d+)?\s*[%*]?$/i.test(cell) || /^([+-]?inf|-|·)$/.test(cell)
}
