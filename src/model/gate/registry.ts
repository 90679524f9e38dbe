import type { ModelConfig } from '../../config/schema.js'
import type { Gate } from '../gate.js'
import { markovGate } from './markov.js'
import { memorylessGate } from './memoryless.js'

/** One line for each gate. */
export const gates: Record<ModelConfig['gate'], (config: ModelConfig, states: number) => Gate> = {
  static: (config, states) => memorylessGate('static', config, states),
  independent: (config, states) => memorylessGate('independent', config, states),
  markov: markovGate,
}
