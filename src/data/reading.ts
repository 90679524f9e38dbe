import { DataError } from '../errors.js'
import { assemble, permuted } from './assemble.js'
import { emptyCell } from './builders.js'
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
      if (this.#filter.accepts(row)) {
        this.#addToSequence(row, line)
        for (const { index, builder } of this.#columns) builder.add(row[index], line)
        this.#lines.push(line)
        this.#rows.push(this.#rowCount)
      }
      this.#rowCount++
    }
  }

  #addToSequence(row: Batch['cells'][number], line: number): void {
    if (this.#sequenceIndex >= 0) {
      const id = cellText(row[this.#sequenceIndex])
      if (id === '') throw emptyCell({ ...this.#place(), name: this.roles.sequence!, role: 'sequence' }, line)
      this.#sequences.addById(id)
      return
    }
    if (!this.table.reader.ownSequences && this.#sequences.length === 0) this.#begun = '1'
    this.#sequences.addInTurn(this.#begun)
    this.#begun = undefined
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
