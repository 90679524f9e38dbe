import type { ModelConfig } from '../../config/schema.js'
import { transitionNetwork } from '../../config/transition-network.js'
import type { GroupPlan } from '../../encode/encoded.js'
import type { Gate } from '../gate.js'
import { DrivenChain } from './driven-chain.js'
import { markovGate } from './markov.js'
import { memorylessGate } from './memoryless.js'

/** How a gate is made for K states; `seen` are the plans of the columns that it sees. */
type MakeGate = (config: ModelConfig, states: number, seen?: readonly GroupPlan[]) => Gate

/** One line for each gate. */
export const gates: Record<ModelConfig['gate'], MakeGate> = {
  static: (config, states) => memorylessGate('static', config, states),
  independent: (config, states) => memorylessGate('independent', config, states),
  markov: chain,
}

/** One state has nowhere to go, whatever is seen. */
function chain(config: ModelConfig, states: number, seen: readonly GroupPlan[] = []): Gate {
  const network = transitionNetwork(config)
  return network === null || states === 1
    ? markovGate(config, states)
    : new DrivenChain(network, seen, states)
}
