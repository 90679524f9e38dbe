import type { ModelConfig } from '../../config/schema.js'
import { transitionNetwork } from '../../config/transition-network.js'
import type { EncodingPlan } from '../../encode/encoded.js'
import type { ExpertColumns } from '../../encode/expert-columns.js'
import type { Gate } from '../gate.js'
import { DrivenChain } from './driven-chain.js'
import { markovGate } from './markov.js'
import { memorylessGate } from './memoryless.js'
import { recurrentGate } from './recurrent.js'

/** What a gate that sees data is told of them. */
export interface GateSees {
  readonly plan: EncodingPlan
  readonly experts: readonly ExpertColumns[]
}

/** How a gate is made for K states. */
type MakeGate = (config: ModelConfig, states: number, sees: GateSees) => Gate

/** One line for each gate. */
export const gates: Record<ModelConfig['gate'], MakeGate> = {
  static: (config, states) => memorylessGate('static', config, states),
  independent: (config, states) => memorylessGate('independent', config, states),
  markov: chain,
  recurrent: recurrentGate,
}

/** One state has nowhere to go, whatever is seen. */
function chain(config: ModelConfig, states: number, { plan }: GateSees): Gate {
  const network = transitionNetwork(config)
  return network === null || states === 1
    ? markovGate(config, states)
    : new DrivenChain(network, plan.gate ?? [], states)
}
