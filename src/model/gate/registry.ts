import type { ModelConfig } from '../../config/schema.js'
import type { EncodingPlan } from '../../encode/encoded.js'
import type { ExpertColumns } from '../../encode/expert-columns.js'
import type { Gate } from '../gate.js'
import { markovGate } from './markov.js'
import { memorylessGate } from './memoryless.js'
import { recurrentGate } from './recurrent.js'

/** What a gate that sees data is told of them. */
export interface GateSees {
  readonly plan: EncodingPlan
  readonly experts: readonly ExpertColumns[]
}

/** One line for each gate. */
export const gates: Record<
  ModelConfig['gate'],
  (config: ModelConfig, states: number, sees: GateSees) => Gate
> = {
  static: (config, states) => memorylessGate('static', config, states),
  independent: (config, states) => memorylessGate('independent', config, states),
  markov: markovGate,
  recurrent: recurrentGate,
}
