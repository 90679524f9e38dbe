import type { Path } from '../paths.js'
import type { Complaint } from '../problems.js'
import type { Config } from '../schema.js'

/** One column name in the config, and where it stands. Patterns and ranges are left to the reader of the data. */
interface Named {
  readonly name: string
  readonly path: Path
}

/** Columns with two roles (order may be modelled or a covariate too), columns of two experts, modelled columns that no expert knows. */
export function checkColumns(config: Config): Complaint[] {
  const { data, model } = config
  const role = `data.${model.target}`
  const target = named(data[model.target], ['data', model.target])
  const experts = model.experts.map((expert, i) => named(expert.columns, ['model', 'experts', i, 'columns']))
  return [
    ...checkRoles(config, [...target, ...experts.flat()]),
    ...checkTwice(model.experts, experts, role),
    ...checkCovered(data[model.target], model.experts, target, experts, role),
  ]
}

function checkRoles({ data, model }: Config, modelled: readonly Named[]): Complaint[] {
  const given = model.target === 'x' ? 'y' : 'x'
  const roles = [
    ...named(data[given], ['data', given]),
    ...(['z', 'sequence'] as const).flatMap((role) => named(data[role], ['data', role])),
  ]
  const seen = new Map<string, Named>()
  for (const column of modelled) if (!seen.has(column.name)) seen.set(column.name, column)
  return roles.flatMap((role): Complaint[] => {
    const other = seen.get(role.name)
    if (other === undefined) {
      seen.set(role.name, role)
      return []
    }
    const message = `the column "${role.name}" is ${whatIs(other.path)} as well; a column has one role`
    return [{ path: role.path, message }]
  })
}

function whatIs(path: Path): string {
  if (path[0] === 'model') return 'modelled'
  return path[1] === 'x' ? 'in data.x' : `data.${String(path[1])}`
}

function checkTwice(
  configs: Config['model']['experts'],
  experts: readonly (readonly Named[])[],
  role: string,
): Complaint[] {
  const owner = new Map<string, number>()
  const complaints: Complaint[] = []
  for (const [i, columns] of experts.entries()) {
    for (const { name, path } of columns) {
      const before = owner.get(name)
      if (before !== undefined) {
        const place = before === i ? 'this expert lists it twice' : `model.experts[${before}] has it too`
        complaints.push({ path, message: `the column "${name}" can be modelled once, but ${place}` })
      } else owner.set(name, i)
    }
  }
  for (const [i, config] of configs.entries()) {
    if (config.columns !== undefined || configs.length === 1) continue
    const message = `is missing; an expert without columns models all of ${role}, but there are ${configs.length} experts`
    complaints.push({ path: ['model', 'experts', i, 'columns'], message })
  }
  return complaints
}

function checkCovered(
  list: Config['data']['x'],
  configs: Config['model']['experts'],
  target: readonly Named[],
  experts: readonly (readonly Named[])[],
  role: string,
): Complaint[] {
  if (list === undefined || configs.some((config) => config.columns === undefined)) return []
  const known = new Set(experts.flat().map(({ name }) => name))
  const open = configs.some((config) => hasPattern(config.columns))
  const unknown = open ? [] : target.filter(({ name }) => !covers(known, name))
  const listed = new Set(target.map(({ name }) => name))
  const strangers = hasPattern(list) ? [] : experts.flat().filter(({ name }) => !covers(listed, name))
  return [
    ...unknown.map(({ name, path }) => ({
      path,
      message: `no expert models the column "${name}"; add it to the columns of an expert, or take it out of ${role}`,
    })),
    ...strangers.map(({ name, path }) => ({
      path,
      message: `the column "${name}" is not in ${role} (${[...listed].join(', ')}); add it there, or leave ${role} out`,
    })),
  ]
}

function named(list: string | readonly string[] | undefined, path: Path): Named[] {
  if (list === undefined) return []
  if (typeof list === 'string') return isPattern(list) ? [] : [{ name: list, path }]
  return list.map((name, i) => ({ name, path: [...path, i] })).filter(({ name }) => !isPattern(name))
}

function hasPattern(list: string | readonly string[] | undefined): boolean {
  return (typeof list === 'string' ? [list] : (list ?? [])).some(isPattern)
}

function isPattern(name: string): boolean {
  return name.includes('*') || name.includes('..')
}

/** Whether one of the names is the column, or the vector (`emb`) that it is an element of (`emb_3`), or the other way round. */
function covers(names: ReadonlySet<string>, name: string): boolean {
  if (names.has(name) || names.has(name.replace(/_\d+$/, ''))) return true
  return [...names].some(
    (other) => other.startsWith(`${name}_`) && /^\d+$/.test(other.slice(name.length + 1)),
  )
}
