import { DataError } from '../../errors.js'
import type { Cell, Input } from '../table.js'
import type { JsonLine } from './jsonl-objects.js'
import type { Slot } from './vectors.js'

export interface Steps {
  /** T: the length of the arrays; 1 where there are none. */
  readonly length: number
  /** True where no column is an array, so that the object is one step. */
  readonly scalar: boolean
}

/**
 * How many steps a line of JSONL holds: the common length of the arrays among the wanted columns.
 * @throws DataError `json-lengths`
 */
export function stepsOf(input: Input, { object, line }: JsonLine, wanted: readonly Slot[]): Steps {
  let first: { field: string; length: number } | undefined
  for (const { field } of wanted) {
    const value = object[field]
    if (!Array.isArray(value)) continue
    first ??= { field, length: value.length }
    if (value.length === first.length) continue
    throw new DataError(
      'json-lengths',
      `line ${line}: column "${first.field}" has ${first.length} steps and column "${field}" has ${value.length}; expected the same number`,
      { where: input.source.name, hint: 'Fill the shorter one with null where values are missing.' },
    )
  }
  return { length: first?.length ?? 1, scalar: first === undefined }
}

/**
 * The cell of a column at a step; a value that is no array is the same at all steps.
 * @throws DataError `vector-length`, `cell-unsupported`
 */
export function cellAt(input: Input, { object, line }: JsonLine, slot: Slot, step: number): Cell {
  const value = object[slot.field]
  const at = Array.isArray(value) ? value[step] : value
  if (at === null || at === undefined) return null
  if (slot.element < 0) return checkedCell(input, at, slot.field, line)
  if (!Array.isArray(at) || at.length !== slot.dimension) {
    const found = Array.isArray(at) ? `one of ${at.length}` : 'a single value'
    throw new DataError(
      'vector-length',
      `line ${line}, column "${slot.field}", step ${step + 1}: expected a vector of ${slot.dimension} numbers as at the beginning of the file, found ${found}`,
      {
        where: input.source.name,
        hint: 'Make all vectors of the column equally long; write null for a missing one.',
      },
    )
  }
  return checkedCell(input, at[slot.element], slot.name, line)
}

function checkedCell(input: Input, value: unknown, name: string, line: number): Cell {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (value === null || value === undefined) return null
  throw new DataError(
    'cell-unsupported',
    `line ${line}, column "${name}": expected a number, a text or null, found ${Array.isArray(value) ? 'a list' : 'an object'}`,
    { where: input.source.name, hint: 'Write its parts as columns of their own.' },
  )
}
