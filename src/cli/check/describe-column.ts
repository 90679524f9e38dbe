import type { Column } from '../../data/dataset.js'

/** What a careful person wants to know of a column. */
export interface ColumnReport {
  readonly name: string
  readonly role: 'x' | 'y' | 'z'
  /** Family of the expert that models it; null for y and z. */
  readonly family: string | null
  readonly steps: number
  readonly missing: number
  /** Number of different values. */
  readonly distinct: number
  readonly constant: boolean
  /** Number columns only. */
  readonly numbers: NumberReport | null
  /** Text columns only: the commonest values, most frequent first. */
  readonly commonest: readonly { readonly value: string; readonly count: number }[] | null
}

export interface NumberReport {
  readonly minimum: number
  readonly maximum: number
  readonly mean: number
  /** Standard deviation of the observed cells (divided by their number). */
  readonly standardDeviation: number
  readonly whole: boolean
  /** How often the smallest and the largest value occur. */
  readonly atMinimum: number
  readonly atMaximum: number
  /** How many values lie further from the median than ten robust standard deviations (1.349 of them are the interquartile range). */
  readonly farOut: number
}

const shownValues = 5
const farOutDeviations = 10

export function describeColumn(
  name: string,
  role: ColumnReport['role'],
  family: string | null,
  column: Column,
): ColumnReport {
  return column.kind === 'number'
    ? describeNumbers(name, role, family, column.values)
    : describeText(name, role, family, column.codes, column.symbols)
}

function describeNumbers(
  name: string,
  role: ColumnReport['role'],
  family: string | null,
  values: Float64Array,
): ColumnReport {
  const observed = values.filter((value) => !Number.isNaN(value)).sort()
  const n = observed.length
  const common = { name, role, family, steps: values.length, missing: values.length - n, commonest: null }
  if (n === 0) return { ...common, distinct: 0, constant: false, numbers: null }
  let mean = 0
  let distinct = 1
  let whole = true
  for (const [i, value] of observed.entries()) {
    mean += (value - mean) / (i + 1)
    if (i > 0 && value !== observed[i - 1]) distinct++
    if (!Number.isInteger(value)) whole = false
  }
  const squares = observed.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const [minimum, maximum] = [observed[0]!, observed[n - 1]!]
  const numbers: NumberReport = {
    minimum,
    maximum,
    mean,
    standardDeviation: Math.sqrt(squares / n),
    whole,
    atMinimum: observed.lastIndexOf(minimum) + 1,
    atMaximum: n - observed.indexOf(maximum),
    farOut: farOut(observed),
  }
  return { ...common, distinct, constant: distinct === 1, numbers }
}

/** `sorted`, ascending; 0 where the middle half of the values is one value. */
function farOut(sorted: Float64Array): number {
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!
  const limit = (farOutDeviations * (at(0.75) - at(0.25))) / 1.349
  if (limit === 0) return 0
  const median = at(0.5)
  return sorted.reduce((count, value) => count + Number(Math.abs(value - median) > limit), 0)
}

function describeText(
  name: string,
  role: ColumnReport['role'],
  family: string | null,
  codes: Int32Array,
  symbols: readonly string[],
): ColumnReport {
  const counts = new Uint32Array(symbols.length)
  let missing = 0
  for (const code of codes) {
    if (code < 0) missing++
    else counts[code]!++
  }
  const seen = symbols
    .map((value, code) => ({ value, count: counts[code]! }))
    .filter(({ count }) => count > 0)
  const commonest = [...seen].sort((a, b) => b.count - a.count).slice(0, shownValues)
  return {
    name,
    role,
    family,
    steps: codes.length,
    missing,
    distinct: seen.length,
    constant: seen.length === 1,
    numbers: null,
    commonest,
  }
}
