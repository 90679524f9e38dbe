import type { ModelConfig } from '../config/schema.js'
import type { EncodingPlan } from '../encode/encoded.js'
import type { ExpertColumns } from '../encode/expert-columns.js'
import { ConfigError } from '../errors.js'

/** Names of the first states, or of all: the labels of data.z, or of the column whose labels are the states; null where they have none. */
export function namesOfStates(
  experts: readonly ExpertColumns[],
  plan: EncodingPlan,
): readonly string[] | null {
  if (plan.labels !== null) return plan.labels
  const found = plan.groups.filter((_, e) => experts[e]?.config.family === 'label')
  const [first] = found
  if (first === undefined) return null
  if (found.length === 1 && first.kind === 'symbols') return first.symbols
  const names = found.flatMap(({ columns }) => columns.map((name) => `"${name}"`)).join(', ')
  throw new ConfigError('several-labels', `the states are the labels of one column, got ${names}`, {
    where: 'model.experts',
    hint: 'name one column in the expert of the family label',
  })
}

/** K. Throws ConfigError where the config does not say it, or where the labels contradict it. */
export function countStates(
  config: Pick<ModelConfig, 'states'>,
  experts: readonly ExpertColumns[],
  plan: EncodingPlan,
): number {
  const labels = namesOfStates(experts, plan)
  if (labels === null) {
    if (config.states !== undefined) return config.states
    throw new ConfigError('no-states', 'the number of hidden states is missing', {
      where: 'model.states',
      hint: 'give model.states, or name the states by a column in data.z, or choose K with dsm cv',
    })
  }
  const source = plan.labels === null ? 'the expert of the family label' : 'data.z'
  if (labels.length === 0) {
    throw new ConfigError('no-labels', `the column of ${source} names no state: all its cells are empty`, {
      where: plan.labels === null ? 'model.experts' : 'data.z',
    })
  }
  if (plan.labels === null && config.states !== undefined && config.states !== labels.length) {
    throw new ConfigError(
      'states-are-labels',
      `${config.states} ${config.states === 1 ? 'state' : 'states'}, but the states are the ${labels.length} labels of the column`,
      { where: 'model.states', hint: 'leave model.states out' },
    )
  }
  if (config.states !== undefined && config.states < labels.length) {
    throw new ConfigError(
      'fewer-states-than-labels',
      `${config.states} ${config.states === 1 ? 'state' : 'states'} cannot hold the ${labels.length} labels of data.z`,
      {
        where: 'model.states',
        hint: `give at least ${labels.length}, or leave model.states out`,
      },
    )
  }
  return config.states ?? labels.length
}
