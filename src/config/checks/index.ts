import { hasLabel } from '../label.js'
import type { Complaint } from '../problems.js'
import type { Config } from '../schema.js'
import { checkColumns } from './columns.js'
import { checkExperts } from './experts.js'
import { checkInitial } from './initial.js'
import { checkLabel } from './label.js'
import { checkNeural } from './neural.js'
import { checkRecurrence } from './recurrence.js'
import { checkSelection } from './selection.js'
import { checkTransition } from './transition.js'
import { checkTransitionNetwork } from './transition-network.js'

export interface CheckOptions {
  /** Whether the number of states must be known; false where a range of K is tried. Default true. */
  readonly requireStates?: boolean
}

/** What contradicts itself in a config whose keys and values are each right; needs no data. */
export function checkConfig(config: Config, options: CheckOptions = {}): Complaint[] {
  const { requireStates = true } = options
  return [
    ...(requireStates ? checkStates(config) : []),
    ...checkInitial(config.model),
    ...checkTransition(config.model),
    ...checkExperts(config.model.experts),
    ...checkColumns(config),
    ...checkNeural(config),
    ...checkRecurrence(config),
    ...checkLabel(config),
    ...checkTransitionNetwork(config),
    ...checkSelection(config),
  ]
}

function checkStates({ model, data }: Config): Complaint[] {
  if (model.states !== undefined || data.z !== undefined || hasLabel(model)) return []
  const message =
    'is missing; expected the number of hidden states, K (or a column data.z that names them; `dsm cv` chooses K)'
  return [{ path: ['model', 'states'], message }]
}
