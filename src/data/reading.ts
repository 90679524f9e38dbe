import { DataError } from '../errors.js'
import { assemble, permuted } from './assemble.js'
import { type ByteBatch, cellAt } from './byte-batch.js'
import { emptyCell } from './cell-errors.js'
import { type BuiltColumn, columnsToBuild } from './columns-to-build.js'
import type { Column, ColumnRoles, Dataset } from './dataset.js'
import { listed } from './expand.js'
import { Uint32List } from './growable.js'
import { cellText } from './number.js'
import type { OpenTable } from './open-table.js'
import { SequenceBuilder } from './sequences.js'
import { type Batch, placeWord } from './table.js'
import { plural } from './tally.js'
import { RowFilter } from './where.js'

/** The state of one pass over a file. */
export class Reading {
  readonly #sequences = new SequenceBuilder()
  readonly #filter: RowFilter
  readonly #columns: readonly BuiltColumn[]
  readonly #sequenceIndex: number
  readonly #lines = new Uint32List()
  readonly #rows = new Uint32List()
  #rowCount = 0
  #begun: string | undefined

  constructor(
    readonly table: OpenTable,
    readonly roles: ColumnRoles,
    columnKinds: (name: string) => 'number' | 'text',
  ) {
    const { header, input } = table
    this.#filter = new RowFilter(input.config.where, header)
    this.#sequenceIndex = roles.sequence === undefined ? -1 : header.indexOf(roles.sequence)
    this.#columns = columnsToBuild(table, roles, columnKinds)
  }

  add({ cells, lines, starts }: Batch): void {
    let start = 0
    for (let i = 0; i < cells.length; i++) {
      const row = cells[i]!
      const line = lines[i]!
      while (start < starts.length && starts[start]!.at === i) this.#begun = starts[start++]!.id
      this.#addRow(row, line)
      this.#rowCount++
    }
  }

  /** [C] 1 for each column of the header whose numbers are to be read. */
  get numeric(): Uint8Array {
    const numeric = new Uint8Array(this.table.header.length)
    for (const { index, builder } of this.#columns) if (builder.numeric) numeric[index] = 1
    return numeric
  }

  addBytes(batch: ByteBatch): void {
    const { bytes, rows, columns, bounds, values, lines, cells } = batch
    for (let row = 0; row < rows; row++) {
      const line = lines[row]!
      const texts = cells.size === 0 ? undefined : cells.get(row)
      if (texts !== undefined) this.#addRow(texts, line)
      else if (this.#filter.open || this.#filter.acceptsTexts((column) => cellAt(batch, row, column))) {
        const base = row * columns
        if (this.#sequenceIndex < 0) this.#addInTurn()
        else this.#addById(bytes, bounds, base + this.#sequenceIndex, line)
        for (const { index, builder } of this.#columns) {
          const cell = base + index
          builder.addBytes(bytes, bounds[2 * cell]!, bounds[2 * cell + 1]!, values[cell]!, line)
        }
        this.#keep(line)
      }
      this.#rowCount++
    }
  }

  /** Makes room for so many rows in all. */
  reserve(rows: number): void {
    for (const { builder } of this.#columns) builder.reserve(rows)
    this.#lines.reserve(rows)
    this.#rows.reserve(rows)
  }

  #addRow(row: Batch['cells'][number], line: number): void {
    if (!this.#filter.accepts(row)) return
    this.#addToSequence(row, line)
    for (const { index, builder } of this.#columns) builder.add(row[index], line)
    this.#keep(line)
  }

  #keep(line: number): void {
    this.#lines.push(line)
    this.#rows.push(this.#rowCount)
  }

  #addToSequence(row: Batch['cells'][number], line: number): void {
    if (this.#sequenceIndex < 0) {
      this.#addInTurn()
      return
    }
    const id = cellText(row[this.#sequenceIndex])
    if (id === '') throw this.#noId(line)
    this.#sequences.addById(id)
  }

  #addById(bytes: Buffer, bounds: Int32Array, cell: number, line: number): void {
    const from = bounds[2 * cell]!
    const to = bounds[2 * cell + 1]!
    if (from === to) throw this.#noId(line)
    this.#sequences.addByBytes(bytes, from, to)
  }

  #addInTurn(): void {
    if (!this.table.reader.ownSequences && this.#lines.length === 0) this.#begun = '1'
    this.#sequences.addInTurn(this.#begun)
    this.#begun = undefined
  }

  #noId(line: number): DataError {
    return emptyCell({ ...this.#place(), name: this.roles.sequence!, role: 'sequence' }, line)
  }

  #place() {
    return { where: this.table.input.source.name, placeWord: placeWord(this.table.input.format) }
  }

  finish(): Dataset {
    const { where, placeWord } = this.#place()
    const { tally } = this.table.input
    if (this.#rowCount === 0) {
      throw new DataError(
        'no-rows',
        `the file has ${plural(this.table.header.length, 'column')} (${listed(this.table.header)}) but no rows`,
        {
          where,
          hint: 'Check that the file was written or fetched completely.',
        },
      )
    }
    if (this.#lines.length === 0) throw this.#filter.nothingLeft(where, this.#rowCount)
    const read = new Map(this.#columns.map(({ name, builder }) => [name, builder.finish()]))
    const lines = this.#lines.finish()
    const sequenceIds = this.#sequences.ids
    const { order } = this.roles
    const key =
      order === undefined
        ? null
        : { name: order, column: read.get(order)!, lines, sequenceIds, where, placeWord }
    const { offsets, permutation, unsorted } = assemble(this.#sequences.finish(), sequenceIds.length, key)
    if (unsorted > 0) {
      tally.add(
        'order-unsorted',
        '',
        (n) => `${plural(n, 'sequence')} had rows out of order; sorted by "${order}"`,
        unsorted,
      )
    }
    return {
      source: where,
      sequenceIds,
      offsets,
      columns: new Map([...read].map(([name, column]) => [name, permutedColumn(column, permutation)])),
      roles: this.roles,
      lines: permuted(lines, permutation),
      rows: permuted(this.#rows.finish(), permutation),
      warnings: tally.warnings(),
    }
  }
}

function permutedColumn(column: Column, permutation: Uint32Array | null): Column {
  return column.kind === 'number'
    ? { ...column, values: permuted(column.values, permutation) }
    : { ...column, codes: permuted(column.codes, permutation) }
}
