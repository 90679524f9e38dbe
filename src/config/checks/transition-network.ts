import { inputColumn } from '../network-inputs.js'
import { isNeural } from '../neural.js'
import type { Complaint } from '../problems.js'
import type { Config } from '../schema.js'
import { type TransitionNetwork, transitionNetwork } from '../transition-network.js'
import { checkReadings } from './readings.js'
import { checkSeen } from './seen.js'

const at = ['model', 'transition']
const matrixKeys = ['allowed', 'start', 'fixed', 'prior'] as const
const networkKeys = ['context', 'units', 'dropout', 'weightDecay', 'normalise'] as const

/** Transitions from a network: keys that belong together, and inputs that it may see. */
export function checkTransitionNetwork(config: Config): Complaint[] {
  const { model } = config
  const { transition } = model
  if (transition === undefined || model.gate !== 'markov') return []
  const network = transitionNetwork(model)
  const inherited = transition.inputs === undefined && model.target === 'y' && isNeural(model)
  if (network === null) return inherited ? [] : checkIdle(transition)
  if (!isNeural(model)) {
    const families = [...new Set(model.experts.map(({ family }) => family))].join(', ')
    const message = `transitions that see inputs are learnt by gradient, experts of the family ${families} are fitted by EM; take inputs away, or use neural experts`
    return [{ path: [...at, 'inputs'], atKey: true, message }]
  }
  const path = [...at, 'inputs']
  return [
    ...checkMatrix(transition),
    ...checkPrevious(network.inputs, path),
    ...checkSeen(config, network, path, false),
    ...checkNormaliser(config, network, path),
    ...checkReadings(network.inputs, path),
  ]
}

type Transition = NonNullable<Config['model']['transition']>

/** Keys of a network that is not there. */
function checkIdle(transition: Transition): Complaint[] {
  return networkKeys.flatMap((key): Complaint[] => {
    if (transition[key] === undefined) return []
    const message = `${key} is for a network of transition.inputs, and there are none; give inputs, or take ${key} away`
    return [{ path: [...at, key], atKey: true, message }]
  })
}

/** Keys of a matrix that is not there. */
function checkMatrix(transition: Transition): Complaint[] {
  return matrixKeys.flatMap((key): Complaint[] => {
    if (transition[key] === undefined || transition[key] === false) return []
    const message = `${key} is for a transition matrix, but here a network of inputs gives the transitions; take ${key} away`
    return [{ path: [...at, key], atKey: true, message }]
  })
}

/** Over whole sequences, the law of the first state would depend on what comes later: no law of what is modelled is left. */
function checkNormaliser(
  { data, model }: Config,
  { inputs, normalise }: TransitionNetwork,
  path: readonly string[],
): Complaint[] {
  if (model.target === 'y' || normalise === 'step') return []
  const modelled = new Set([data.x ?? []].flat())
  return inputs.flatMap((input, i): Complaint[] => {
    const name = inputColumn(input)
    return modelled.has(name) ? [{ path: [...path, i], message: seesAhead(name) }] : []
  })
}

export function seesAhead(name: string): string {
  return `"${name}" is modelled, and transitions that are normalised over whole sequences depend on all of it, past and future; write normalise: step, or take it out`
}

function checkPrevious(inputs: readonly unknown[], path: readonly string[]): Complaint[] {
  const i = inputs.indexOf('previous')
  if (i < 0) return []
  const message =
    'previous is for experts: it is the columns that they model; name the columns, with context: [-1, -1]'
  return [{ path: [...path, i], message }]
}
