import type { Dataset } from '../data/dataset.js'
import { DataError } from '../errors.js'
import { cellText } from './cell-text.js'
import type { SequenceUnit } from './units.js'

/**
 * A unit for each value of a column, in order of first appearance. Throws DataError where the value changes within a sequence, or is
 * missing.
 */
export function groupsOf(data: Dataset, column: string): SequenceUnit[] {
  const members = new Map<string, number[]>()
  for (const [s, id] of data.sequenceIds.entries()) {
    const from = data.offsets[s]!
    const name = cellText(data, column, from, s)
    for (let i = from; i < data.offsets[s + 1]!; i++) {
      const here = cellText(data, column, i, s)
      if (here === null || here !== name) throw notWhole(data, column, i, id, name, here)
    }
    if (name === null) continue
    const list = members.get(name)
    if (list === undefined) members.set(name, [s])
    else list.push(s)
  }
  return [...members].map(([name, sequences]) => ({
    kind: 'sequences',
    name: `group ${JSON.stringify(name)}`,
    sequences,
  }))
}

function notWhole(
  data: Dataset,
  column: string,
  step: number,
  sequence: string,
  name: string | null,
  here: string | null,
): DataError {
  const where = `${data.source}:${data.lines[step]}`
  const what =
    here === null
      ? `the group (column "${column}") is missing`
      : `the group (column "${column}") changes from ${JSON.stringify(name)} to ${JSON.stringify(here)} within sequence ${JSON.stringify(sequence)}`
  return new DataError('group', `${where}: ${what}; expected one value for each whole sequence`, {
    where,
    hint: 'give data.sequence a column that changes where the group does, or name another column in selection.group',
  })
}
