import { z } from 'zod'
import { dataConfig } from './data.js'
import { deviceConfig } from './device.js'
import { expertConfig } from './experts.js'
import { networkTraining } from './neural.js'
import { nestedNumbers, probability } from './numbers.js'
import { recurrenceConfig } from './recurrence.js'
import { selectionConfig } from './selection.js'
import { transitionNetworkKeys } from './transition-network.js'

const dirichlet = z.strictObject({
  concentration: z
    .number()
    .min(1)
    .describe('Dirichlet concentration; 1.1 adds 0.1 of a pseudo-count to every allowed entry'),
})

const initialConfig = z
  .union([
    z.enum(['free', 'stationary']),
    z.array(probability).min(1),
    z.strictObject({ start: z.array(probability).min(1).optional(), prior: dirichlet.optional() }),
  ])
  .describe(
    'weights of the states at the first step: free (estimated), stationary (of the transition matrix), or a list that stays fixed',
  )

const transitionConfig = z.strictObject({
  allowed: z
    .array(z.array(z.union([z.literal(0), z.literal(1)])))
    .optional()
    .describe('K rows of K: 0 forbids the transition (a structural zero), 1 allows it'),
  start: nestedNumbers
    .optional()
    .describe('K rows of K transition probabilities to start from; zeros stay zero'),
  fixed: z.boolean().default(false).describe('keep the start values'),
  prior: dirichlet
    .extend({
      concentration: z.number().min(1).default(1),
      stickiness: z.number().min(0).default(0).describe('extra pseudo-counts for staying in the state'),
    })
    .optional(),
  ...transitionNetworkKeys,
})

export const modelConfig = z.strictObject({
  gate: z
    .enum(['static', 'independent', 'markov', 'recurrent'])
    .describe(
      'static: one state for a whole sequence (clustering); independent: a fresh draw at each step; markov: a chain (HMM); recurrent: a draw whose weights come from a recurrent network over the past (needs neural experts)',
    ),
  states: z
    .int()
    .min(1)
    .optional()
    .describe('K, the number of hidden states; the number of labels where data.z names them'),
  target: z
    .enum(['x', 'y'])
    .default('x')
    .describe('x: models data.x given data.y; y: models data.y given data.x (needs neural experts)'),
  initial: initialConfig.default('free'),
  transition: transitionConfig.optional(),
  recurrence: recurrenceConfig.optional().describe('the network behind the gate recurrent'),
  experts: z
    .array(expertConfig)
    .min(1)
    .describe('what each state says about the columns; several groups of columns multiply'),
})

export const trainingConfig = z.strictObject({
  restarts: z.int().min(1).default(10).describe('how many starts; the best fit is kept'),
  initialisation: z.enum(['kmeans', 'random']).default('kmeans'),
  maxIterations: z.int().min(1).default(500),
  tolerance: z
    .number()
    .min(0)
    .default(1e-8)
    .describe('stop when the objective gains less than tolerance × (1 + |objective|) in an iteration'),
  seed: z.int().default(1),
  threads: z
    .int()
    .min(0)
    .default(0)
    .describe('how many threads compute; 0: all cores. Results are the same bits for any number'),
  ...networkTraining,
  deadStates: z
    .enum(['report', 'reseed'])
    .default('report')
    .describe(
      'a state that no step belongs to any more: report it, or start it again where the data fit worst',
    ),
})

export const inferenceConfig = z.strictObject({
  beam: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe(
      'keep at each step the fewest states that hold 1 − beam of the filtered mass; 0 keeps all and is exact',
    ),
  kernel: z
    .enum(['auto', 'portable', 'relaxed', 'reference'])
    .default('auto')
    .describe(
      'compiled code: portable has the same bits everywhere, relaxed (fused multiply-add) is faster; auto takes relaxed where the runtime has it; reference is plain TypeScript',
    ),
  memory: z.int().min(16).default(512).describe('megabytes for the working arrays of the compiled code'),
})

/** The single source of what a config may hold: types, defaults, messages and JSON Schema are made from it. */
export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  data: dataConfig,
  model: modelConfig,
  training: trainingConfig.prefault({}),
  inference: inferenceConfig.prefault({}),
  selection: selectionConfig.prefault({}),
  device: deviceConfig,
  output: z
    .string()
    .min(1)
    .optional()
    .describe('run folder, relative to this config; --output DIR replaces it'),
})

export type Config = z.output<typeof configSchema>
export type ConfigInput = z.input<typeof configSchema>
export type ModelConfig = z.output<typeof modelConfig>
export type TrainingConfig = z.output<typeof trainingConfig>
export type InferenceConfig = z.output<typeof inferenceConfig>
export type { SelectionConfig, SelectionRule, SelectionScore, SplitMethod } from './selection.js'
