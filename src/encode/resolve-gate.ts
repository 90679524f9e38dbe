import { seesAhead } from '../config/checks/transition-network.js'
import { recurrenceOf } from '../config/recurrence.js'
import type { ModelConfig } from '../config/schema.js'
import { transitionNetwork } from '../config/transition-network.js'
import { ConfigError } from '../errors.js'
import type { ExpertColumns } from './expert-columns.js'
import { type InputColumn, resolveInputs } from './input-columns.js'
import { refuseTwoWays } from './resolve-experts.js'

/** The columns that the gate sees, made out against the header; undefined where it sees none. */
export function resolveGate(
  model: ModelConfig,
  experts: readonly ExpertColumns[],
  header: readonly string[],
  modelled: readonly string[],
  where: string,
): InputColumn[] | undefined {
  const recurrence = recurrenceOf(model)
  const network = recurrence ?? transitionNetwork(model)
  if (network === null) return undefined
  const path = recurrence === null ? 'model.transition.inputs' : 'model.recurrence.inputs'
  const seen = resolveInputs(network, header, modelled, model.target, path, where)
  const whole = 'normalise' in network && network.normalise === 'sequence'
  const ahead = seen.find(({ name }) => whole && modelled.includes(name))
  if (ahead !== undefined) throw new ConfigError('input-sees-ahead', seesAhead(ahead.name), { where: path })
  refuseTwoWays(experts, { inputs: seen, path })
  return seen
}
