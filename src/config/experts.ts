import { z } from 'zod'
import { labelConfig } from './label.js'
import { neuralConfig } from './neural.js'
import { nestedNumbers } from './numbers.js'

const columns = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
  .optional()
  .describe(
    'columns of data.x that this expert models: names, patterns (note_*), ranges (a..f); all of data.x where left out',
  )

const discretePrior = z
  .union([
    z.strictObject({
      concentration: z
        .number()
        .min(1)
        .describe('Dirichlet concentration of every symbol; 1.1 adds 0.1 of a pseudo-count'),
    }),
    z.strictObject({
      strength: z.number().min(0).describe('how many pseudo-observations each distribution gets in all'),
      base: z
        .enum(['uniform', 'data'])
        .default('data')
        .describe('how they are spread: evenly, or like the training data as a whole'),
    }),
  ])
  .describe('maximum a posteriori instead of maximum likelihood (off by default)')

const start = <T extends z.ZodRawShape>(shape: T) =>
  z.strictObject(shape).partial().describe('start values of the parameters; one restart is then enough')

/** What the two families of number vectors share. */
const vectors = {
  columns,
  covariance: z
    .enum(['full', 'diagonal', 'spherical', 'tied'])
    .default('full')
    .describe(
      'full: a matrix for each state; tied: one matrix for all; diagonal: a variance for each column; spherical: one variance',
    ),
  varianceFloor: z
    .number()
    .min(0)
    .max(1)
    .default(1e-6)
    .describe('smallest variance allowed, as a share of the variance of the column in the training data'),
  prior: z
    .strictObject({
      mean: z
        .strictObject({ strength: z.number().min(0) })
        .optional()
        .describe('so many pseudo-observations at the column means'),
      covariance: z
        .strictObject({ strength: z.number().min(0), scale: z.number().positive().default(1) })
        .optional()
        .describe(
          'so many pseudo-observations whose covariance is diagonal, scale × the variances of the columns (inverse Wishart)',
        ),
    })
    .optional(),
}

export const gaussianConfig = z.strictObject({
  family: z.literal('gaussian'),
  ...vectors,
  start: start({ mean: nestedNumbers, covariance: nestedNumbers }).optional(),
  fixed: z.array(z.enum(['mean', 'covariance'])).optional(),
})

/** Degrees of freedom beyond the first make tails that no data need; beyond the second the law is a normal law in all but name. */
export const degreesOfFreedomRange = { smallest: 0.1, largest: 1e4 } as const

const { smallest, largest } = degreesOfFreedomRange

export const studentTConfig = z.strictObject({
  family: z.literal('student-t'),
  ...vectors,
  covariance: vectors.covariance.describe(
    'of the scale matrix: full: one for each state; tied: one for all; diagonal: a squared scale for each column; spherical: one squared scale',
  ),
  degreesOfFreedom: z
    .union([z.enum(['estimated', 'tied']), z.number().min(smallest).max(largest)])
    .default('estimated')
    .describe(
      'how heavy the tails are: estimated for each state; tied: one number for all states, estimated; a number: fixed at it (4: heavy, 30: nearly normal)',
    ),
  start: start({
    mean: nestedNumbers,
    covariance: nestedNumbers,
    degreesOfFreedom: nestedNumbers,
  }).optional(),
  fixed: z.array(z.enum(['mean', 'covariance', 'degreesOfFreedom'])).optional(),
})

export const categoricalConfig = z.strictObject({
  family: z.literal('categorical'),
  columns,
  order: z
    .union([z.literal(0), z.literal(1)])
    .default(0)
    .describe('1: each symbol depends on the one before it (a Markov chain in each state)'),
  unknown: z
    .enum(['impossible', 'missing', 'error', 'hapax'])
    .default('impossible')
    .describe(
      'what a symbol that training never saw is: of probability 0, a missing cell, an error, or as likely as the symbols seen once',
    ),
  symbols: z
    .array(z.union([z.string(), z.number()]))
    .min(1)
    .optional()
    .describe('all symbols, in the order of the start values; found in the training data where left out'),
  prior: discretePrior.optional(),
  start: start({
    probabilities: nestedNumbers,
    initial: nestedNumbers,
    transition: nestedNumbers,
  }).optional(),
  fixed: z.array(z.enum(['probabilities', 'initial', 'transition'])).optional(),
})

export const bernoulliConfig = z.strictObject({
  family: z.literal('bernoulli'),
  columns,
  prior: discretePrior.optional(),
  start: start({ probability: nestedNumbers }).optional(),
  fixed: z.array(z.enum(['probability'])).optional(),
})

export const poissonConfig = z.strictObject({
  family: z.literal('poisson'),
  columns,
  prior: z
    .strictObject({
      strength: z
        .number()
        .min(0)
        .describe('so many pseudo-observations at the mean of the column (gamma prior)'),
    })
    .optional(),
  start: start({ rate: nestedNumbers }).optional(),
  fixed: z.array(z.enum(['rate'])).optional(),
})

/** One entry for each family; `src/model/experts/registry.ts` holds the code of each. */
export const expertConfig = z.discriminatedUnion('family', [
  gaussianConfig,
  studentTConfig,
  categoricalConfig,
  bernoulliConfig,
  poissonConfig,
  neuralConfig,
  labelConfig,
])

export type ExpertConfig = z.output<typeof expertConfig>
export type ExpertFamilyName = ExpertConfig['family']
export type GaussianConfig = z.output<typeof gaussianConfig>
export type StudentTConfig = z.output<typeof studentTConfig>
export type CategoricalConfig = z.output<typeof categoricalConfig>
export type BernoulliConfig = z.output<typeof bernoulliConfig>
export type { LabelConfig } from './label.js'
export type { NeuralConfig } from './neural.js'
export type PoissonConfig = z.output<typeof poissonConfig>
