import type { Dataset } from '../data/dataset.js'

/** What stands in a column at a step of sequence s, as text; null where it is missing. */
export function cellText(data: Dataset, name: string, step: number, s: number): string | null {
  if (name === data.roles.sequence && !data.columns.has(name)) return data.sequenceIds[s]!
  const column = data.columns.get(name)
  if (column === undefined) throw new Error(`column ${name} was not read`)
  if (column.kind === 'text') return column.codes[step]! < 0 ? null : column.symbols[column.codes[step]!]!
  const value = column.values[step]!
  return Number.isNaN(value) ? null : String(value)
}
