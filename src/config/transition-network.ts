import { z } from 'zod'
import { inputConfig, type SeenInputs } from './network-inputs.js'

/** Transitions from a network of the inputs, beside the keys of a matrix. Defaults are those of `transitionNetwork`. */
export const transitionNetworkKeys = {
  inputs: z
    .array(inputConfig)
    .optional()
    .describe(
      'networks: what the transitions depend on, as the inputs of an expert; [] for a matrix that is the same at every step. With target: y and the gate markov the inputs, context and units of the first neural expert where left out',
    ),
  context: z
    .tuple([z.int(), z.int()])
    .refine(([from, to]) => from <= to, { error: 'expected [from, to] with from ≤ to' })
    .optional()
    .describe('networks: steps that the inputs are taken from; [0, 0] where left out'),
  units: z
    .array(z.int().min(1))
    .optional()
    .describe('networks: widths of the hidden layers; [] is a multinomial logit, [32] where left out'),
  dropout: z
    .number()
    .min(0)
    .lt(1)
    .optional()
    .describe('networks: share of the hidden units that are left out at random in training'),
  weightDecay: z
    .number()
    .min(0)
    .optional()
    .describe('networks: shrinks the weights, as that of an expert does'),
  normalise: z
    .enum(['step', 'sequence'])
    .optional()
    .describe(
      'networks: step makes each row of transitions a law of the next state, sequence the product over a whole path (a linear-chain conditional random field); step where left out',
    ),
}

/** The network behind the transitions of a chain: p(z_1 | u_1) and p(z_t | z_{t−1}, u_t). */
export interface TransitionNetwork extends SeenInputs {
  readonly units: readonly number[]
  readonly dropout: number
  readonly weightDecay: number
  readonly normalise: 'step' | 'sequence'
}

interface Chain {
  readonly gate: string
  readonly transition?:
    | Partial<{ [K in keyof TransitionNetwork]: TransitionNetwork[K] | undefined }>
    | undefined
}

/** The network of a model's transitions; null where they are a matrix, or where there are none. */
export function transitionNetwork({ gate, transition }: Chain): TransitionNetwork | null {
  const { inputs = [], context = [0, 0], units = [32], dropout = 0, weightDecay = 0 } = transition ?? {}
  if (gate !== 'markov' || inputs.length === 0) return null
  return { inputs, context, units, dropout, weightDecay, normalise: transition?.normalise ?? 'step' }
}
