import { fixed, lonely, renderTable, unstable } from '../report/index.js'
import type { CvResult, CvRow } from '../selection/index.js'

/** The table of a search, with marks for the best and the chosen row. */
export function cvTable({ table, bestRow, chosenRow }: CvResult): string {
  const keys = Object.keys(table[0]!.settings)
  const rows = table.map((row, i) => [
    row.states,
    ...keys.map((key) => textOf(row.settings[key])),
    fixed(row.mean),
    orDash(row.standardError, 4),
    orDash(row.difference, 4),
    orDash(row.differenceStandardError, 4),
    criterion(row.aic, row),
    criterion(row.bic, row),
    criterion(row.icl, row),
    row.freeParameters,
    optimum(row),
    agreement(row),
    marks(row, i, bestRow, chosenRow),
  ])
  const heads = [
    'K',
    ...keys.map((key) => key.split('.').at(-1)!),
    ...[
      'held-out',
      '± SE',
      'Δ to best',
      '± SE',
      'AIC',
      'BIC',
      'ICL',
      'parameters',
      'optimum',
      'agreement',
      '',
    ],
  ]
  const notes = [
    ...(table.some(({ degenerate }) => degenerate)
      ? ['* on the variance floor: means little, and is not chosen by']
      : []),
    ...(table.some((row) => row.states > 1 && (unstable(row) || lonely(row)))
      ? ['! not to be trusted: reached once only, or states that do not come back']
      : []),
  ]
  return [renderTable({ heads, rows, left: keys.map((_, i) => i + 1) }), ...notes].join('\n')
}

/** The curve of held-out means as bars that begin a little below the lowest. */
export function cvChart({ table, bestRow, chosenRow }: CvResult, columns: number): string {
  const means = table.map(({ mean }) => mean).filter(Number.isFinite)
  const highest = Math.max(...means)
  const lowest = Math.min(...means)
  const span = highest - lowest || 1
  const digits = Math.max(...table.map(({ label }) => label.length))
  const width = Math.max(10, Math.min(50, columns - digits - 31))
  return table
    .map((row, i) => {
      const share = Number.isFinite(row.mean) ? 0.05 + (0.95 * (row.mean - lowest)) / span : 0
      const mark = marks(row, i, bestRow, chosenRow)
      const value = fixed(row.mean).padStart(11)
      return `${row.label.padEnd(digits)} ${value}  ${bar(share, width)}${mark === '' ? '' : `  ${mark}`}`
    })
    .join('\n')
}

/** A bar in eighths of a character. */
function bar(share: number, width: number): string {
  const eighths = Math.round(share * width * 8)
  const rest = eighths % 8
  return '█'.repeat(Math.floor(eighths / 8)) + (rest === 0 ? '' : '▏▎▍▌▋▊▉'[rest - 1]!)
}

function marks({ failed }: CvRow, row: number, best: number, chosen: number): string {
  if (failed) return 'failed'
  return [row === best ? 'best' : '', row === chosen ? 'chosen' : ''].filter((mark) => mark !== '').join(', ')
}

function optimum(row: CvRow): string {
  if (row.states === 1 || row.failed) return '-'
  return `${row.restarts.atBest} of ${row.restarts.total}${lonely(row) ? ' !' : ''}`
}

function agreement(row: CvRow): string {
  return row.agreement === null ? '-' : `${fixed(row.agreement, 2)}${unstable(row) ? ' !' : ''}`
}

function criterion(value: number | null, { degenerate }: CvRow): string {
  return value === null ? '-' : fixed(value, 1) + (degenerate ? '*' : '')
}

function orDash(value: number | null, decimals: number): string {
  return value === null ? '-' : fixed(value, decimals)
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
