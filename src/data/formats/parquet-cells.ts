import type { ParquetParsers } from 'hyparquet'
import { DataError } from '../../errors.js'
import type { Cell, Input } from '../table.js'
import type { Slot } from './vectors.js'

/** Dates and times as ISO texts, with all the digits that the file has, so that they sort as text. */
export const parsers: Partial<ParquetParsers> = {
  dateFromDays: (days) => new Date(days * 86_400_000).toISOString().slice(0, 10),
  timestampFromMilliseconds: (millis) => isoTime(millis, 3),
  timestampFromMicroseconds: (micros) => isoTime(micros, 6),
  timestampFromNanoseconds: (nanos) => isoTime(nanos, 9),
}

function isoTime(ticks: bigint, digits: number): string {
  const perSecond = 10n ** BigInt(digits)
  const fraction = ((ticks % perSecond) + perSecond) % perSecond
  const seconds = (ticks - fraction) / perSecond
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, -5)}.${String(fraction).padStart(digits, '0')}Z`
}

/**
 * The cell of a column in a row.
 * @throws DataError `vector-length`, `cell-unsupported`
 */
export function parquetCell(input: Input, slot: Slot, value: unknown, row: number): Cell {
  if (value === null || value === undefined) return null
  if (slot.element < 0) return scalar(input, value, slot.field, row)
  const vector = value as ArrayLike<unknown>
  if (vector.length !== slot.dimension) {
    throw new DataError(
      'vector-length',
      `row ${row}, column "${slot.field}": expected a vector of ${slot.dimension} numbers as at the beginning of the file, found one of ${vector.length}`,
      {
        where: input.source.name,
        hint: 'Make all vectors of the column equally long; write null for a missing one.',
      },
    )
  }
  return scalar(input, vector[slot.element], slot.name, row)
}

function scalar(input: Input, value: unknown, name: string, row: number): Cell {
  if (typeof value === 'number') return Number.isNaN(value) ? null : value
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (value === null || value === undefined) return null
  // Integers beyond 2^53 keep their digits as text, for ids and orders.
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (value instanceof Date) return value.toISOString()
  throw new DataError(
    'cell-unsupported',
    `row ${row}, column "${name}": expected a number, a text, a date or null, found a nested value`,
    {
      where: input.source.name,
      hint: 'Write its parts as columns of their own.',
    },
  )
}
