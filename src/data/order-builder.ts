import { type ColumnBuilder, type ColumnPlace, NumberBuilder, TextBuilder } from './builders.js'
import type { Column } from './dataset.js'
import { cellText, parseNumber } from './number.js'
import type { Cell } from './table.js'

/**
 * The order column: numbers where its first cell is a number (a later cell that is none is then an error, or rows
 * would be sorted as 1, 10, 2), else text, compared as text.
 */
export class OrderBuilder implements ColumnBuilder {
  #builder: ColumnBuilder | undefined
  constructor(readonly place: ColumnPlace) {}

  add(cell: Cell | undefined, line: number): void {
    this.#builder ??= Number.isNaN(parseNumber(cellText(cell)))
      ? new TextBuilder(this.place)
      : new NumberBuilder(this.place)
    this.#builder.add(cell, line)
  }

  finish(): Column {
    return (this.#builder ?? new NumberBuilder(this.place)).finish()
  }
}
