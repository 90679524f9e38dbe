import { DataError } from '../errors.js'
import type { MissingMarkers } from './missing.js'

/** Where a column stands, for messages, and what its cells may be. */
export interface ColumnPlace {
  readonly name: string
  /** Role for messages: "x", "y", "z", "order". */
  readonly role: string
  readonly where: string
  /** "line" or "row". */
  readonly placeWord: string
  readonly missing: MissingMarkers
  /** True where an empty cell is an error. */
  readonly required: boolean
}

export function badNumber(place: ColumnPlace, text: string, value: number, line: number): DataError {
  const at = `${place.placeWord} ${line}, column "${place.name}"`
  const found = `"${text.length > 40 ? `${text.slice(0, 39)}…` : text}"`
  if (Math.abs(value) === Number.POSITIVE_INFINITY) {
    return new DataError('infinite-number', `${at}: expected a finite number, found ${found}`, {
      where: place.where,
      hint: 'Leave the cell empty if the value is not known, else give a value within ±1.8e308.',
    })
  }
  return new DataError('bad-number', `${at}: expected a number, found ${found}`, {
    where: place.where,
    hint: numberHint(place, text.trim()),
  })
}

function numberHint(place: ColumnPlace, text: string): string {
  if (/^[+-]?\d+,\d+$/.test(text)) return `Write the decimal point as a point: ${text.replace(',', '.')}.`
  if (/^[+-]?0x[\da-f]+$/i.test(text)) return `Write it as a decimal number: ${Number(text)}.`
  if (/^(true|false)$/i.test(text)) return `Write 1 for true and 0 for false.`
  if (/^[+-]?[\d.]+\s*%$/.test(text)) return 'Write it without the percent sign.'
  if (place.role === 'order') {
    return 'Make the whole column numbers, or texts that sort right (ISO dates): it is read as its first cell is.'
  }
  if (place.role === 'y') return 'Correct the cell, or take the row out.'
  const marker = `data.missing: { ${JSON.stringify(place.name)}: [${JSON.stringify(text)}] }`
  return `Correct the cell; if it means "missing", say so with ${marker}; if the column holds categories, give it a categorical expert.`
}

export function emptyCell(
  place: Pick<ColumnPlace, 'name' | 'role' | 'where' | 'placeWord'>,
  line: number,
): DataError {
  const why =
    place.role === 'y' ? 'a y column has no missing cells' : `data.${place.role} needs a value in every row`
  return new DataError(
    'cell-empty',
    `${place.placeWord} ${line}, column "${place.name}": the cell is empty, but ${why}`,
    {
      where: place.where,
      hint: 'Fill the cell or take the row out.',
    },
  )
}
