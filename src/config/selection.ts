import { z } from 'zod'

export const rules = ['one-standard-error', 'maximum', 'aic', 'bic', 'icl'] as const
export const scores = ['log-likelihood', 'accuracy', 'macro-f1', 'log-loss'] as const
export const splitMethods = ['folds', 'monte-carlo', 'half-sampling'] as const
export const unitWords = ['auto', 'group', 'sequence', 'block'] as const

export const selectionConfig = z.strictObject({
  kRange: z
    .union([
      z.string(),
      z
        .int()
        .min(1)
        .transform((k) => [k]),
      z.array(z.int().min(1)).min(1),
    ])
    .default('1:6')
    .describe('values of K to try: 1:6, or 1,2,4,8'),
  grid: z
    .record(z.string(), z.array(z.unknown()).min(1))
    .optional()
    .describe(
      'other config keys to try with each K, each with a list of values: { model.experts.0.covariance: [diagonal, full] }',
    ),
  method: z
    .enum(splitMethods)
    .default('folds')
    .describe(
      'folds: each unit is held out once; monte-carlo: random splits; half-sampling: every other step is held out, then the others',
    ),
  folds: z.int().min(2).default(5),
  repeats: z.int().min(1).default(1).describe('how often the folds are dealt anew (method folds)'),
  splits: z.int().min(2).default(20).describe('how many random splits (method monte-carlo)'),
  testShare: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.5)
    .describe('share of the units that a random split holds out (method monte-carlo)'),
  by: z
    .enum(unitWords)
    .default('auto')
    .describe('what is held out: groups of sequences, whole sequences, or blocks of long ones'),
  group: z
    .string()
    .min(1)
    .optional()
    .describe('column that tells the groups (subjects): the sequences of one are held out together'),
  stratify: z.string().min(1).optional().describe('column whose values are spread evenly over the folds'),
  blocks: z
    .int()
    .min(2)
    .default(20)
    .describe('how many contiguous blocks each sequence is cut into (by block)'),
  gap: z
    .int()
    .min(0)
    .default(0)
    .describe('steps on both sides of a held-out block that are missing too (by block)'),
  score: z
    .enum(scores)
    .default('log-likelihood')
    .describe('what is compared on held-out data; all but log-likelihood need known states (data.z)'),
  rule: z.enum(rules).default('one-standard-error'),
})

export type SelectionConfig = z.output<typeof selectionConfig>
export type SelectionRule = (typeof rules)[number]
export type SelectionScore = (typeof scores)[number]
export type SplitMethod = (typeof splitMethods)[number]
