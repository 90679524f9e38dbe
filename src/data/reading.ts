import { DataError } from '../errors.js'
import { assemble, permuted } from './assemble.js'
import { type ByteBatch, cellAt } from './byte-batch.js'
import { type BuiltColumn, columnsToBuild } from './columns-to-build.js'
import type { Column, ColumnRoles, Dataset } from './dataset.js'
import { listed } from './expand.js'
import { Uint32List } from './growable.js'
import type { OpenTable } from './open-table.js'
import { RowSequences } from './row-sequences.js'
import { type Batch, placeWord } from './table.js'
import { plural } from './tally.js'
import { RowFilter } from './where.js'

/** The state of one pass over a file. */
export class Reading {
  readonly #sequences: RowSequences
  readonly #filter: RowFilter
  readonly #columns: readonly BuiltColumn[]
  readonly #lines = new Uint32List()
  readonly #rows = new Uint32List()
  #rowCount = 0

  constructor(
    readonly table: OpenTable,
    readonly roles: ColumnRoles,
    columnKinds: (name: string) => 'number' | 'text',
  ) {
    const { header, input } = table
    this.#filter = new RowFilter(input.config.where, header)
    this.#sequences = new RowSequences(table, roles)
    this.#columns = columnsToBuild(table, roles, columnKinds)
  }

  add({ cells, lines, starts }: Batch): void {
    let start = 0
    for (let i = 0; i < cells.length; i++) {
      const row = cells[i]!
      const line = lines[i]!
      while (start < starts.length && starts[start]!.at === i) this.#sequences.begin(starts[start++]!.id)
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
        this.#sequences.addBytes(bytes, bounds, base, line)
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
    this.#sequences.add(row, line)
    for (const { index, builder } of this.#columns) builder.add(row[index], line)
    this.#keep(line)
  }

  #keep(line: number): void {
    this.#lines.push(line)
    this.#rows.push(this.#rowCount)
  }

  finish(): Dataset {
    const { source, tally, format } = this.table.input
    const where = source.name
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
        : { name: order, column: read.get(order)!, lines, sequenceIds, where, placeWord: placeWord(format) }
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
