import type { DataConfig } from '../config/data.js'
import { DataError } from '../errors.js'
import { assemble, permuted } from './assemble.js'
import { type ColumnBuilder, type ColumnPlace, emptyCell, NumberBuilder, TextBuilder } from './builders.js'
import { resolveColumns } from './columns.js'
import type { Column, ColumnRoles, Dataset } from './dataset.js'
import { listed } from './expand.js'
import { Int32List } from './growable.js'
import { missingMarkers } from './missing.js'
import { cellText } from './number.js'
import { type OpenTable, openTable } from './open-table.js'
import { OrderBuilder } from './order-builder.js'
import { SequenceBuilder } from './sequences.js'
import type { DataSource } from './source.js'
import { type Batch, placeWord } from './table.js'
import { plural } from './tally.js'
import { wantedColumns } from './wanted.js'
import { RowFilter } from './where.js'

/**
 * Reads a data file into sequences, in one streaming pass: memory grows with the encoded columns, not with the file.
 *
 * @param columnKinds what the x and y columns hold; z is text, order is a number where its first cell is one
 * @param expertColumns columns of each expert; needed where data.x is left out
 * @throws DataError with file, line and column of what is wrong
 */
export async function readDataset(
  source: DataSource,
  config: DataConfig,
  columnKinds: (name: string) => 'number' | 'text',
  expertColumns: readonly (readonly string[])[] = [],
): Promise<Dataset> {
  const table = await openTable(source, config)
  const roles = resolveColumns(table.header, config, expertColumns, source.name)
  const reading = new Reading(table, roles, columnKinds)
  const wanted = wantedColumns(table.header, roles, config.where)
  for await (const batch of table.reader.rows(table.input, table.header, wanted)) reading.add(batch)
  return reading.finish()
}

/** The state of one pass over a file. */
class Reading {
  readonly #sequences = new SequenceBuilder()
  readonly #filter: RowFilter
  readonly #columns: readonly {
    readonly name: string
    readonly index: number
    readonly builder: ColumnBuilder
  }[]
  readonly #sequenceIndex: number
  readonly #lines = new Int32List()
  readonly #rows = new Int32List()
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
    const place = (name: string, role: string, kind: 'number' | 'text'): ColumnPlace => ({
      name,
      role,
      where: input.source.name,
      placeWord: placeWord(input.format),
      missing: missingMarkers(name, kind, input.config.missing, header, input.source.name),
      required: role === 'y' || role === 'order',
    })
    const column = (name: string, roleOfList: string) => {
      const role = name === roles.order ? 'order' : roleOfList
      const kind = role === 'z' ? 'text' : columnKinds(name)
      const builder =
        kind === 'number'
          ? new NumberBuilder(place(name, role, kind))
          : new TextBuilder(place(name, role, kind))
      return { name, index: header.indexOf(name), builder }
    }
    const columns: { name: string; index: number; builder: ColumnBuilder }[] = [
      ...roles.x.map((name) => column(name, 'x')),
      ...roles.y.map((name) => column(name, 'y')),
    ]
    if (roles.z !== undefined) columns.push(column(roles.z, 'z'))
    const { order } = roles
    if (order !== undefined && !columns.some(({ name }) => name === order)) {
      columns.push({
        name: order,
        index: header.indexOf(order),
        builder: new OrderBuilder(place(order, 'order', 'text')),
      })
    }
    this.#columns = columns
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
    const lines = Uint32Array.from(this.#lines.finish())
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
      rows: permuted(Uint32Array.from(this.#rows.finish()), permutation),
      warnings: tally.warnings(),
    }
  }
}

function permutedColumn(column: Column, permutation: Uint32Array | null): Column {
  return column.kind === 'number'
    ? { ...column, values: permuted(column.values, permutation) }
    : { ...column, codes: permuted(column.codes, permutation) }
}
