import type { DataConfig } from '../config/data.js'
import { ConfigError } from '../errors.js'
import type { ColumnRoles } from './dataset.js'
import { expandColumns, listed, missingColumn } from './expand.js'

/** Columns to read beside those with a role: [name, config key that names it]. */
export type ColumnsBeside = readonly (readonly [name: string, key: string])[]

/**
 * Which columns play which role: the config's names, patterns and ranges made out against the header.
 *
 * @param header names of the columns, in the order of the file
 * @param expertColumns the columns of each expert as the config has them; an empty list is an expert that takes all of x.
 *   Where data.x is left out, x is what the experts name
 * @param where name of the file, for messages
 * @throws DataError `column-missing`, `range-reversed`; ConfigError `x-missing`, `role-twice`
 */
export function resolveColumns(
  header: readonly string[],
  config: DataConfig,
  expertColumns: readonly (readonly string[])[],
  where: string = config.path ?? 'data',
  extra: ColumnsBeside = [],
): ColumnRoles {
  const one = (name: string | undefined, role: string): string | undefined => {
    if (name !== undefined && !header.includes(name)) throw missingColumn(name, header, role, where)
    return name
  }
  const experts = expertColumns.map((entries, index) =>
    expandColumns(entries, header, `model.experts[${index}].columns`, where),
  )
  const y = config.y === undefined ? [] : expandColumns(config.y, header, 'data.y', where)
  const roles: ColumnRoles = {
    x:
      config.x === undefined
        ? union(experts).filter((name) => !y.includes(name))
        : expandColumns(config.x, header, 'data.x', where),
    y,
    z: one(config.z, 'data.z'),
    sequence: one(config.sequence, 'data.sequence'),
    order: one(config.order, 'data.order'),
    ...(extra.length === 0 ? {} : { extra: [...new Set(extra.map(([name, key]) => one(name, key)!))] }),
  }
  for (const name of Object.keys(config.where ?? {})) one(name, 'data.where')
  if (config.missing !== undefined && !Array.isArray(config.missing)) {
    for (const name of Object.keys(config.missing)) expandColumns(name, header, 'data.missing', where)
  }
  checkRoles(roles, header)
  return roles
}

function union(lists: readonly (readonly string[])[]): string[] {
  return [...new Set(lists.flat())]
}

function checkRoles(roles: ColumnRoles, header: readonly string[]): void {
  if (roles.x.length === 0) {
    throw new ConfigError(
      'x-missing',
      `data.x is left out and no expert names its columns; the file has ${listed(header)}`,
      {
        where: 'data.x',
        hint: 'Name the columns to model in data.x or in model.experts[…].columns.',
      },
    )
  }
  // order may also be a covariate or modelled itself; every other column has one role.
  const exclusive: [role: string, names: readonly string[]][] = [
    ['x', roles.x],
    ['y', roles.y],
    ['z', roles.z === undefined ? [] : [roles.z]],
    ['sequence', roles.sequence === undefined ? [] : [roles.sequence]],
  ]
  const taken = new Map<string, string>()
  for (const [role, names] of exclusive) {
    for (const name of names) {
      const other = taken.get(name)
      if (other !== undefined) {
        throw new ConfigError('role-twice', `column "${name}" is both data.${other} and data.${role}`, {
          where: `data.${role}`,
          hint: `Take it out of one of them${role === 'z' ? ': a model that sees its hidden state as data learns nothing' : ''}.`,
        })
      }
      taken.set(name, role)
    }
  }
  if (roles.order !== undefined && roles.order === roles.sequence) {
    throw new ConfigError('role-twice', `column "${roles.order}" is both data.sequence and data.order`, {
      where: 'data.order',
      hint: 'Take it out of one of them.',
    })
  }
}
