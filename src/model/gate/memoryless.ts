import type { ModelConfig } from '../../config/schema.js'
import type { Transitions } from '../../inference/inputs.js'
import type { Gate } from '../gate.js'
import { type TensorLayout, tensor } from '../tensor.js'
import { logWeightsPrior, maximiseWeights, weightsRule } from './weights.js'

/**
 * The gates without a chain. `static`: z_1 ~ α and z never changes, a mixture of whole sequences.
 * `independent`: z_t ~ α afresh at each step; as a transition matrix every row is α, of rank one.
 */
export function memorylessGate(kind: 'static' | 'independent', config: ModelConfig, states: number): Gate {
  const rule = weightsRule(config.initial, states)
  const layout: TensorLayout = { axes: ['state'], shape: [states] }
  return {
    kind,
    states,
    layout: { weights: layout },
    start: rule.startGiven ? { weights: tensor(layout, rule.start) } : {},
    fixed: rule.kind === 'fixed' ? ['weights'] : [],
    statisticsLength: 2 * states,
    freeParameters: rule.freeParameters,
    restricted: rule.allowed.includes(0),
    initialise: () => ({ weights: tensor(layout, rule.start) }),
    inputs({ weights }) {
      const values = weights!.values
      return { logInitial: values.map(Math.log), transitions: transitionsOf(kind, values) }
    },
    maximise(statistics, { weights }) {
      const counts =
        kind === 'static' ? statistics.subarray(0, states) : statistics.subarray(states, 2 * states)
      return { weights: tensor(layout, maximiseWeights(rule, counts, weights!.values)) }
    },
    logPrior: ({ weights }) => logWeightsPrior(rule, weights!.values),
  }
}

function transitionsOf(kind: 'static' | 'independent', weights: Float64Array): Transitions {
  if (kind === 'static') return { kind: 'identity' }
  return { kind: 'low-rank', rank: 1, left: new Float64Array(weights.length).fill(1), right: weights }
}
