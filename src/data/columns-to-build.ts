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

/** A builder for every x, y, z, order and extra column. */
export function columnsToBuild(
  { header, input }: OpenTable,
  { x, y, z, order, sequence, extra = [] }: ColumnRoles,
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
    const kind = role === 'z' || role === 'extra' ? 'text' : columnKinds(name)
    const Builder = kind === 'number' ? NumberBuilder : TextBuilder
    return { name, index: header.indexOf(name), builder: new Builder(place(name, role, kind)) }
  }
  const columns = [...x.map((name) => column(name, 'x')), ...y.map((name) => column(name, 'y'))]
  if (z !== undefined) columns.push(column(z, 'z'))
  const isBuilt = (name: string) => columns.some((built) => built.name === name)
  if (order !== undefined && !isBuilt(order)) {
    const builder = new OrderBuilder(place(order, 'order', 'text'))
    columns.push({ name: order, index: header.indexOf(order), builder })
  }
  for (const name of extra) if (name !== sequence && !isBuilt(name)) columns.push(column(name, 'extra'))
  return columns
}
