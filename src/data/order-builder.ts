import { type ColumnBuilder, NumberBuilder, TextBuilder } from './builders.js'
import type { ColumnPlace } from './cell-errors.js'
import type { Column } from './dataset.js'
import { cellText, parseNumber } from './number.js'
import type { Cell } from './table.js'

/**
 * The order column: numbers where its first cell is a number (a later cell that is none is then an error, or rows
 * would be sorted as 1, 10, 2), else text, compared as text.
 */
export class OrderBuilder implements ColumnBuilder {
  readonly numeric = true
  #builder: ColumnBuilder | undefined
  #expected = 0
  constructor(readonly place: ColumnPlace) {}

  add(cell: Cell | undefined, line: number): void {
    this.#builderFor(cellText(cell)).add(cell, line)
  }

  addBytes(bytes: Buffer, from: number, to: number, value: number, line: number): void {
    const builder = this.#builder ?? this.#builderFor(bytes.toString('utf8', from, to))
    builder.addBytes(bytes, from, to, value, line)
  }

  reserve(rows: number): void {
    this.#expected = rows
    this.#builder?.reserve(rows)
  }

  #builderFor(firstCell: string): ColumnBuilder {
    if (this.#builder !== undefined) return this.#builder
    const Builder = Number.isNaN(parseNumber(firstCell)) ? TextBuilder : NumberBuilder
    this.#builder = new Builder(this.place)
    this.#builder.reserve(this.#expected)
    return this.#builder
  }

  finish(): Column {
    return (this.#builder ?? new NumberBuilder(this.place)).finish()
  }
}
