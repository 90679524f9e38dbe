import { badNumber, type ColumnPlace, emptyCell } from './cell-errors.js'
import type { Column, NumberColumn, TextColumn } from './dataset.js'
import { Float64List, Int32List } from './growable.js'
import { cellText, parseNumber } from './number.js'
import { SymbolTable } from './symbol-table.js'
import type { Cell } from './table.js'

/** Turns the cells of one column into a typed array, one at a time. */
export interface ColumnBuilder {
  /** Whether its cells may be numbers. */
  readonly numeric: boolean
  /** @throws DataError `bad-number`, `infinite-number`, `cell-empty`, `cell-unsupported` */
  add(cell: Cell | undefined, line: number): void
  /**
   * The same for the cell whose text is bytes[from … to).
   * @param value the number that it holds; NaN where that is still to be read
   */
  addBytes(bytes: Buffer, from: number, to: number, value: number, line: number): void
  /** Makes room for so many cells in all. */
  reserve(rows: number): void
  /** The column; a builder is used up by it. */
  finish(): Column
}

export class NumberBuilder implements ColumnBuilder {
  readonly numeric = true
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

  addBytes(bytes: Buffer, from: number, to: number, value: number, line: number): void {
    if (value - value === 0 && (this.#numbers.size === 0 || !this.#numbers.has(value)))
      this.#values.push(value)
    else this.add(bytes.toString('utf8', from, to), line)
  }

  reserve(rows: number): void {
    this.#values.reserve(rows)
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
  readonly numeric = false
  readonly #codes = new Int32List()
  readonly #codeOf = new Map<string, number>()
  readonly #table = new SymbolTable((text) => this.#code(text))
  constructor(readonly place: ColumnPlace) {}

  add(cell: Cell | undefined, line: number): void {
    this.#push(this.#code(cellText(cell)), line)
  }

  addBytes(bytes: Buffer, from: number, to: number, _value: number, line: number): void {
    this.#push(this.#table.code(bytes, from, to), line)
  }

  reserve(rows: number): void {
    this.#codes.reserve(rows)
  }

  #code(text: string): number {
    let code = this.#codeOf.get(text)
    if (code === undefined) {
      code = this.place.missing.texts.has(text) ? -1 : this.#codeOf.size
      if (code >= 0) this.#codeOf.set(text, code)
    }
    return code
  }

  #push(code: number, line: number): void {
    if (code < 0 && this.place.required) throw emptyCell(this.place, line)
    this.#codes.push(code)
  }

  finish(): TextColumn {
    return { kind: 'text', codes: this.#codes.finish(), symbols: [...this.#codeOf.keys()] }
  }
}
