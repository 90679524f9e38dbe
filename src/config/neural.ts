import { z } from 'zod'
import { inputConfig } from './network-inputs.js'

/** Experts that are networks: one network for all states, which tells them apart by a learnt vector e_k. */
export const neuralConfig = z.strictObject({
  family: z.literal('neural'),
  columns: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .optional()
    .describe(
      'columns that this expert models (of data.x, or of data.y with model.target: y); all of them where left out',
    ),
  output: z
    .enum(['categorical', 'bernoulli', 'gaussian'])
    .describe(
      'what the network ends in: a softmax over symbols, probabilities of a 1, or mean and standard deviation of each column',
    ),
  inputs: z
    .array(inputConfig)
    .default([])
    .describe(
      'what the network sees: columns of numbers (names, patterns, ranges), { symbols: column }, { characters: column }, previous, the step before of the columns that it models, and gate, the state of the gate recurrent; without any (and units: []) each state has one law, its template',
    ),
  context: z
    .tuple([z.int(), z.int()])
    .refine(([from, to]) => from <= to, { error: 'expected [from, to] with from ≤ to' })
    .default([0, 0])
    .describe(
      'steps that the inputs are taken from: [-2, 2] is a window of five steps around the present one',
    ),
  units: z
    .array(z.int().min(1))
    .default([32])
    .describe(
      'widths of the hidden layers; [] is a network without any: a regression with a shift per state',
    ),
  embedding: z.int().min(1).default(8).describe('length of the vector e_k that is learnt for each state'),
  rank: z
    .int()
    .min(1)
    .optional()
    .describe(
      'with inputs: [gate] and units: []: the template of each state is shifted by a product of this rank with the state of the gate',
    ),
  dropout: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe('share of the hidden units that are left out at random in training'),
  weightDecay: z
    .number()
    .min(0)
    .default(0)
    .describe(
      'shrinks the weights (not the biases) by this share times the learning rate at each training step',
    ),
})

export type NeuralConfig = z.output<typeof neuralConfig>

/** Whether each hidden state has a law of its own, without hidden layers between. */
export function isTemplate({ units, inputs }: Pick<NeuralConfig, 'units' | 'inputs'>): boolean {
  return units.length === 0 && inputs.every((input) => input === 'gate')
}

/** Training of networks, by gradient; the keys of EM do not matter to them. */
export const networkTraining = {
  epochs: z
    .int()
    .min(1)
    .default(100)
    .describe('networks: at most so many passes over the training sequences'),
  batchSize: z
    .int()
    .min(1)
    .optional()
    .describe(
      'networks: sequences in a training step; where left out 16, or as many fewer as make 32 training steps of an epoch',
    ),
  learningRate: z.number().positive().default(3e-3).describe('networks: of Adam, at its highest'),
  validation: z
    .number()
    .min(0)
    .max(0.5)
    .default(0.1)
    .describe('networks: share of the sequences that are kept aside to stop early; 0 for none'),
  patience: z
    .int()
    .min(1)
    .default(10)
    .describe('networks: stop after so many epochs without a better score on the sequences kept aside'),
}

/** Whether a model has networks, as experts or behind the labels that are its states: it is trained by gradient, not by EM. */
export function isNeural(model: { readonly experts: readonly { readonly family: string }[] }): boolean {
  return model.experts.some(({ family }) => family === 'neural' || family === 'label')
}

/** One start where the config asks for no number of them: a network takes longer than EM, and one start is as good as another. */
export function withNetworkDefaults<
  C extends {
    readonly model: Parameters<typeof isNeural>[0]
    readonly training: { readonly restarts: number }
  },
>(config: C, written: unknown): C {
  const asked = (written as { training?: { restarts?: unknown } | null } | null)?.training?.restarts
  if (!isNeural(config.model) || asked !== undefined) return config
  return { ...config, training: { ...config.training, restarts: 1 } }
}
