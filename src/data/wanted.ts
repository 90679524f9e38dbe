import type { DataConfig } from '../config/data.js'
import type { ColumnRoles } from './dataset.js'

/** Indices into the header of the columns that a reading looks at: those with a role and those of the row filter. */
export function wantedColumns(
  header: readonly string[],
  roles: ColumnRoles,
  where: DataConfig['where'],
): number[] {
  const names = [...roles.x, ...roles.y, roles.z, roles.order, roles.sequence, ...Object.keys(where ?? {})]
  return [...new Set(names.filter((name) => name !== undefined))].map((name) => header.indexOf(name))
}
