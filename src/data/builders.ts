import { DataError } from '../errors.js'
import type { Column, NumberColumn, TextColumn } from './dataset.js'
import { Float64List, Int32List } from './growable.js'
import type { MissingMarkers } from './missing.js'
import { cellText, parseNumber } from './number.js'
import type { Cell } from './table.js'

/** Turns the cells of one column into a typed array, one at a time. */
export interface ColumnBuilder {
  /** @throws DataError `bad-number`, `infinite-number`, `cell-empty`, `cell-unsupported` */
  add(cell: Cell | undefined, line: number): void
  /** The column; a builder is used up by it. */
  finish(): Column
}

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

export class NumberBuilder implements ColumnBuilder {
  readonly #values = new Float64List()
  readonly #texts: ReadonlySet<string>
  readonly #numbers: ReadonlySet<number>
  constructor(readonly place: ColumnPlace) {
    this.#texts = place.missing.texts
    this.#numbers = place.missing.numbers
  }

  add(cell: Cell | undefined, line: number): void {
    const value =
      typeof cell === 'string'
        ? parseNumber(cell)
        : typeof cell === 'number'
          ? cell
          : typeof cell === 'boolean'
            ? +cell
            : Number.NaN
    if (value - value === 0 && (this.#numbers.size === 0 || !this.#numbers.has(value)))
      this.#values.push(value)
    else this.#addOther(cell, value, line)
  }

  #addOther(cell: Cell | undefined, value: number, line: number): void {
    const isMissing =
      cell === null ||
      cell === undefined ||
      Number.isFinite(value) ||
      this.#texts.has(cellText(cell).trim()) ||
      Number.isNaN(cell)
    if (!isMissing) throw badNumber(this.place, cellText(cell), value, line)
    if (this.place.required) throw emptyCell(this.place, line)
    this.#values.push(Number.NaN)
  }

  finish(): NumberColumn {
    return { kind: 'number', values: this.#values.finish() }
  }
}

export class TextBuilder implements ColumnBuilder {
  readonly #codes = new Int32List()
  readonly #codeOf = new Map<string, number>()
  constructor(readonly place: ColumnPlace) {}

  add(cell: Cell | undefined, line: number): void {
    const text = cellText(cell)
    let code = this.#codeOf.get(text)
    if (code === undefined) {
      code = this.place.missing.texts.has(text) ? -1 : this.#codeOf.size
      if (code >= 0) this.#codeOf.set(text, code)
    }
    if (code < 0 && this.place.required) throw emptyCell(this.place, line)
    this.#codes.push(code)
  }

  finish(): TextColumn {
    return { kind: 'text', codes: this.#codes.finish(), symbols: [...this.#codeOf.keys()] }
  }
}

function badNumber(place: ColumnPlace, text: string, value: number, line: number): DataError {
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
