import type { ModelConfig } from '../config/schema.js'
import { expandColumns } from '../data/expand.js'
import { ConfigError } from '../errors.js'
import { columnKind, type ExpertColumns, splitExperts } from './expert-columns.js'
import { type InputColumn, readTwoWays, resolveInputs } from './input-columns.js'

/** The columns of each expert as the config has them; an empty list is an expert that takes all of x. */
export function expertColumnLists(model: ModelConfig): string[][] {
  return model.experts.map(({ columns }) => (columns === undefined ? [] : [columns].flat()))
}

/**
 * The experts over the columns of x: patterns made out against the header, every column modelled exactly once.
 * Throws ConfigError naming the columns that no expert, or more than one, models.
 */
export function resolveExperts(
  model: ModelConfig,
  header: readonly string[],
  x: readonly string[],
  where: string,
): ExpertColumns[] {
  const role = `data.${model.target}`
  const lists = expertColumnLists(model).map((list, e) =>
    list.length === 0 ? x : expandColumns(list, header, `model.experts[${e}].columns`, where),
  )
  const owner = new Map<string, number>()
  for (const [e, list] of lists.entries()) {
    for (const name of list) {
      const other = owner.get(name)
      if (other !== undefined) {
        throw new ConfigError(
          'column-twice',
          `column "${name}" is modelled by experts ${other + 1} and ${e + 1}`,
          {
            where: `model.experts[${e}].columns`,
            hint: 'give each expert columns of its own',
          },
        )
      }
      owner.set(name, e)
      if (!x.includes(name)) {
        throw new ConfigError('column-not-in-x', `column "${name}" is modelled but not in ${role}`, {
          where: `model.experts[${e}].columns`,
          hint: `add it to ${role}, or leave ${role} out`,
        })
      }
    }
  }
  const idle = x.filter((name) => !owner.has(name))
  if (idle.length > 0) {
    throw new ConfigError(
      'column-not-modelled',
      `no expert models ${idle.map((name) => `"${name}"`).join(', ')} of ${role}`,
      {
        where: 'model.experts',
        hint: `add an expert with these columns, or take them out of ${role}`,
      },
    )
  }
  const experts = splitExperts(model.experts, lists).map((expert) => {
    const { config, entry } = expert
    if (config.family !== 'neural') return expert
    const path = `model.experts[${entry}].inputs`
    return { ...expert, inputs: resolveInputs(config, header, x, model.target, path, where) }
  })
  refuseTwoWays(experts)
  return experts
}

/** What one expert models, and what others or the gate see, is read once. */
export function refuseTwoWays(
  experts: readonly ExpertColumns[],
  ...others: readonly { readonly inputs: readonly InputColumn[]; readonly path: string }[]
): void {
  const kinds = new Map(
    experts.flatMap(({ config, columns }) => columns.map((name) => [name, columnKind(config)] as const)),
  )
  const ofExperts = experts.map(({ entry, inputs = [] }) => ({
    inputs,
    path: `model.experts[${entry}].inputs`,
  }))
  for (const { inputs, path } of [...ofExperts, ...others]) {
    for (const { name, kind } of inputs) {
      if ((kinds.get(name) ?? kind) !== kind) throw readTwoWays(name, path)
      kinds.set(name, kind)
    }
  }
}
