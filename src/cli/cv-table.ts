import { fixed, renderTable } from '../report/index.js'
import type { CvResult, CvRow } from '../selection/index.js'

/** The table of a search, with marks for the best and the chosen K. */
export function cvTable({ table, best, chosen }: CvResult): string {
  const rows = table.map((row) => [
    row.states,
    fixed(row.mean),
    orDash(row.standardError, 4),
    orDash(row.difference, 4),
    orDash(row.differenceStandardError, 4),
    criterion(row.aic, row),
    criterion(row.bic, row),
    criterion(row.icl, row),
    row.freeParameters,
    marks(row, best, chosen),
  ])
  const heads = ['K', 'held-out', '± SE', 'Δ to best', '± SE', 'AIC', 'BIC', 'ICL', 'parameters', '']
  const floored = table.some(({ degenerate }) => degenerate)
  const note = floored ? ['* on the variance floor: means little, and is not chosen by'] : []
  return [renderTable({ heads, rows }), ...note].join('\n')
}

/** The curve of held-out means as bars that begin a little below the lowest. */
export function cvChart({ table, best, chosen }: CvResult, columns: number): string {
  const means = table.map(({ mean }) => mean).filter(Number.isFinite)
  const highest = Math.max(...means)
  const lowest = Math.min(...means)
  const span = highest - lowest || 1
  const width = Math.max(10, Math.min(50, columns - 34))
  const digits = Math.max(...table.map(({ states }) => String(states).length))
  return table
    .map((row) => {
      const share = Number.isFinite(row.mean) ? 0.05 + (0.95 * (row.mean - lowest)) / span : 0
      const mark = marks(row, best, chosen)
      const value = fixed(row.mean).padStart(11)
      return `K=${String(row.states).padEnd(digits)} ${value}  ${bar(share, width)}${mark === '' ? '' : `  ${mark}`}`
    })
    .join('\n')
}

/** A bar in eighths of a character. */
function bar(share: number, width: number): string {
  const eighths = Math.round(share * width * 8)
  const rest = eighths % 8
  return '█'.repeat(Math.floor(eighths / 8)) + (rest === 0 ? '' : '▏▎▍▌▋▊▉'[rest - 1]!)
}

function marks({ states, failed }: CvRow, best: number, chosen: number): string {
  if (failed) return 'failed'
  return [states === best ? 'best' : '', states === chosen ? 'chosen' : '']
    .filter((mark) => mark !== '')
    .join(', ')
}

function criterion(value: number | null, { degenerate }: CvRow): string {
  return value === null ? '-' : fixed(value, 1) + (degenerate ? '*' : '')
}

function orDash(value: number | null, decimals: number): string {
  return value === null ? '-' : fixed(value, decimals)
}
