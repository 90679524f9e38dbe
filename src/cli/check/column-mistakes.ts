import type { Warning } from '../../errors.js'
import { percent, plural, significant } from '../../report/format.js'
import { namesSequence } from '../init/names.js'
import type { ColumnReport, NumberReport } from './describe-column.js'

/** Numbers that often stand for "missing". */
const codes = new Set([-9, -99, -999, -9999, -99999, 999, 9999, 99999])

/** More than this share of the values is no rarity. */
const rareShare = 0.02

/** What looks wrong in one modelled column. */
export function columnMistakes(column: ColumnReport): Warning[] {
  if (column.family === null) return []
  const { name, steps, missing, constant, distinct } = column
  const observed = steps - missing
  if (observed === 0)
    return [{ code: 'empty-column', message: `the column "${name}" is empty; take it out of data.x` }]
  const warnings: Warning[] = []
  if (constant) {
    const value =
      column.numbers === null
        ? JSON.stringify(column.commonest![0]!.value)
        : significant(column.numbers.minimum)
    warnings.push({
      code: 'constant-column',
      message: `the column "${name}" is constant (${value}); it tells the states nothing, take it out of data.x`,
    })
  }
  if (missing > steps / 2) {
    warnings.push({
      code: 'mostly-missing',
      message: `the column "${name}" is missing in ${percent(missing / steps)} of the steps`,
    })
  }
  if (column.numbers === null) return [...warnings, ...textMistakes(column, observed)]
  if (namesSequence(name) && column.numbers.whole && distinct > 10) {
    warnings.push({
      code: 'id-modelled',
      message: `the column "${name}" looks like an identifier, but ${column.family} models it as a number`,
    })
  }
  return [...warnings, ...numberMistakes(column, column.numbers)]
}

function textMistakes({ name, distinct }: ColumnReport, observed: number): Warning[] {
  if (distinct <= 10 || distinct < observed / 2) return []
  const message = `the column "${name}" has ${plural(distinct, 'value')} in ${plural(observed, 'step')}; if it identifies rows or is free text, take it out of data.x`
  return [{ code: 'id-modelled', message }]
}

function numberMistakes(
  { name, family, distinct, constant, steps, missing }: ColumnReport,
  numbers: NumberReport,
): Warning[] {
  const warnings: Warning[] = []
  const continuous = family === 'gaussian' || family === 'student-t'
  if (continuous && numbers.whole && distinct <= 10 && !constant) {
    const message = `the column "${name}" has ${distinct} whole values only, but ${family} models it; ${numbers.minimum === 0 && numbers.maximum === 1 ? 'bernoulli' : 'categorical (codes) or poisson (counts)'} may fit better`
    warnings.push({ code: 'few-values', message })
  }
  if (family === 'gaussian' && numbers.farOut > 0 && numbers.farOut <= rareShare * (steps - missing)) {
    const message = `the column "${name}" has ${plural(numbers.farOut, 'value')} more than 10 robust standard deviations from the median (range ${significant(numbers.minimum)} to ${significant(numbers.maximum)}); a gaussian spends states on them: mend them if they are errors, else take family: student-t`
    warnings.push({ code: 'far-out', message })
  }
  for (const [value, count] of [
    [numbers.minimum, numbers.atMinimum],
    [numbers.maximum, numbers.atMaximum],
  ] as const) {
    if (!codes.has(value) || count < 2) continue
    const message = `the column "${name}" holds ${value} in ${plural(count, 'step')}; if it means "missing", write data.missing: { ${JSON.stringify(name)}: ["${value}"] }`
    warnings.push({ code: 'missing-code', message })
  }
  return warnings
}
