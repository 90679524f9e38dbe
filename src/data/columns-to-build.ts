import { type ColumnBuilder, NumberBuilder, TextBuilder } from './builders.js'
import type { ColumnPlace } from './cell-errors.js'
import type { ColumnRoles } from './dataset.js'
import { missingMarkers } from './missing.js'
import type { OpenTable } from './open-table.js'
import { OrderBuilder } from './order-builder.js'
import { placeWord } from './table.js'

export interface BuiltColumn {
  readonly name: string
  /** Index into the header. */
  readonly index: number
  readonly builder: ColumnBuilder
}

/** A builder for every x, y, z and order column. */
export function columnsToBuild(
  { header, input }: OpenTable,
  { x, y, z, order }: ColumnRoles,
  columnKinds: (name: string) => 'number' | 'text',
): BuiltColumn[] {
  const where = input.source.name
  const place = (name: string, role: string, kind: 'number' | 'text'): ColumnPlace => ({
    name,
    role,
    where,
    placeWord: placeWord(input.format),
    missing: missingMarkers(name, kind, input.config.missing, header, where),
    required: role === 'y' || role === 'order',
  })
  const column = (name: string, listRole: string): BuiltColumn => {
    const role = name === order ? 'order' : listRole
    const kind = role === 'z' ? 'text' : columnKinds(name)
    const Builder = kind === 'number' ? NumberBuilder : TextBuilder
    return { name, index: header.indexOf(name), builder: new Builder(place(name, role, kind)) }
  }
  const columns = [...x.map((name) => column(name, 'x')), ...y.map((name) => column(name, 'y'))]
  if (z !== undefined) columns.push(column(z, 'z'))
  if (order === undefined || columns.some(({ name }) => name === order)) return columns
  const builder = new OrderBuilder(place(order, 'order', 'text'))
  return [...columns, { name: order, index: header.indexOf(order), builder }]
}
