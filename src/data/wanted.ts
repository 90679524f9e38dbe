import type { DataConfig } from '../config/data.js'
import type { ColumnRoles } from './dataset.js'

/** Indices into the header of the columns that a reading looks at: those with a role and those of the row filter. */
export function wantedColumns(
  header: readonly string[],
  roles: ColumnRoles,
  where: DataConfig['where'],
): number[] {
  const { x, y, z, order, sequence, extra = [] } = roles
  const names = [...x, ...y, z, order, sequence, ...extra, ...Object.keys(where ?? {})]
  return [...new Set(names.filter((name) => name !== undefined))].map((name) => header.indexOf(name))
}
