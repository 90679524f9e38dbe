import type { RowFilter } from '../where.js'
import type { StreamRows } from './stream-rows.js'

/** The rows that a filter lets through. */
export function filterRows(rows: StreamRows, filter: RowFilter): StreamRows {
  const kept: StreamRows = { texts: [], cells: [], lines: [], error: rows.error }
  for (const [r, cells] of rows.cells.entries()) {
    if (!filter.accepts(cells)) continue
    kept.texts.push(rows.texts[r]!)
    kept.cells.push(cells)
    kept.lines.push(rows.lines[r]!)
  }
  return kept
}
