import { emptyCell } from './cell-errors.js'
import type { ColumnRoles } from './dataset.js'
import { cellText } from './number.js'
import type { OpenTable } from './open-table.js'
import { type Runs, SequenceBuilder } from './sequences.js'
import { type Batch, placeWord } from './table.js'

/** The sequence of each row: told by a column, by the format itself, or all rows are one. */
export class RowSequences {
  readonly #builder = new SequenceBuilder()
  readonly #index: number
  #begun: string | undefined

  constructor(
    readonly table: OpenTable,
    readonly roles: ColumnRoles,
  ) {
    this.#index = roles.sequence === undefined ? -1 : table.header.indexOf(roles.sequence)
    if (!table.reader.ownSequences) this.#begun = '1'
  }

  /** The format says that a sequence begins with the next row. */
  begin(id: string): void {
    this.#begun = id
  }

  add(row: Batch['cells'][number], line: number): void {
    if (this.#index < 0) {
      this.#addInTurn()
      return
    }
    const id = cellText(row[this.#index])
    if (id === '') throw this.#noId(line)
    this.#builder.addById(id)
  }

  /** @param base number of the row's first cell in `bounds`, which holds two places a cell */
  addBytes(bytes: Buffer, bounds: Int32Array, base: number, line: number): void {
    if (this.#index < 0) {
      this.#addInTurn()
      return
    }
    const from = bounds[2 * (base + this.#index)]!
    const to = bounds[2 * (base + this.#index) + 1]!
    if (from === to) throw this.#noId(line)
    this.#builder.addByBytes(bytes, from, to)
  }

  #addInTurn(): void {
    this.#builder.addInTurn(this.#begun)
    this.#begun = undefined
  }

  #noId(line: number) {
    const { source, format } = this.table.input
    const place = { where: source.name, placeWord: placeWord(format) }
    return emptyCell({ ...place, name: this.roles.sequence!, role: 'sequence' }, line)
  }

  get ids(): readonly string[] {
    return this.#builder.ids
  }

  finish(): Runs {
    return this.#builder.finish()
  }
}
