import type { Config } from '../../config/schema.js'
import { count, percent, plural, significant } from '../../report/format.js'
import { renderTable } from '../../report/table.js'
import type { ColumnReport } from './describe-column.js'
import type { CheckReport } from './report.js'

/** The report for people. */
export function printReport(file: string, config: Config, report: CheckReport): string {
  return [
    `${file} and ${report.data} fit together.`,
    '',
    ...dataLines(config, report),
    '',
    columnTable(report.columns),
    '',
    ...modelLines(report),
  ].join('\n')
}

function dataLines({ data }: Config, report: CheckReport): string[] {
  const { minimum, median, maximum } = report.lengths
  const spread =
    minimum === maximum
      ? `${count(minimum)} each`
      : `${count(minimum)} to ${count(maximum)}, median ${significant(median)}`
  const by = data.sequence === undefined ? '' : ` by "${data.sequence}"`
  const lines = [
    `sequences  ${count(report.sequences)}${by}`,
    `steps      ${count(report.steps)}${report.sequences === 1 ? '' : ` (${spread})`}`,
  ]
  if (data.order !== undefined) lines.push(`order      "${data.order}"`)
  if (report.rowsLeftOut > 0) lines.push(`left out   ${plural(report.rowsLeftOut, 'row')} by data.where`)
  if (report.unused.length > 0) {
    const shown = report.unused.slice(0, 10).join(', ')
    lines.push(
      `not used   ${shown}${report.unused.length > 10 ? `, … (${report.unused.length} columns)` : ''}`,
    )
  }
  return lines
}

const mostColumns = 40

function columnTable(columns: readonly ColumnReport[]): string {
  const rows = columns.slice(0, mostColumns).map((column) => {
    const missing =
      column.missing === 0 ? '0' : `${count(column.missing)} (${percent(column.missing / column.steps)})`
    return [column.name, column.family ?? column.role, missing, count(column.distinct), valuesOf(column)]
  })
  const table = renderTable({
    heads: ['column', 'expert', 'missing', 'distinct', 'values'],
    rows,
    left: [0, 1, 4],
  })
  return columns.length > mostColumns
    ? `${table}\n… and ${columns.length - mostColumns} more columns (--json has all)`
    : table
}

function valuesOf({ numbers, commonest, steps, missing, distinct }: ColumnReport): string {
  if (numbers !== null) {
    const { minimum, maximum, mean, standardDeviation } = numbers
    return `${significant(minimum)} to ${significant(maximum)}, mean ${significant(mean)}, sd ${significant(standardDeviation)}`
  }
  if (commonest === null || commonest.length === 0) return ''
  const shown = commonest.map(
    ({ value, count: n }) =>
      `${value.length > 20 ? `${value.slice(0, 19)}…` : value} ${percent(n / (steps - missing), 0)}`,
  )
  return shown.join(', ') + (distinct > commonest.length ? ', …' : '')
}

function modelLines({ gate, parameters, observedSteps, observedCells }: CheckReport): string[] {
  const lines = parameters.map(({ states, free }) => {
    const each = free === 0 ? '' : ` (${significant(observedCells / free, 3)} cells for each)`
    return `${plural(states, 'state')}: ${plural(free, 'free parameter')}${each}`
  })
  const seen = `${plural(observedSteps, 'observed step')}, ${plural(observedCells, 'observed cell')}`
  return [`model      gate ${gate}; ${seen}`, ...lines.map((line) => `           ${line}`)]
}
