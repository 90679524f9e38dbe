import { z } from 'zod'
import { configSchema } from '../config/schema.js'
import { kernelNames } from './kernel-name.js'
import { weightsReference } from './weights-file.js'

/** Rises when a file of the new kind means something else to the old program. */
export const formatVersion = 1

const finite = z.number()
const columns = z.array(z.string()).min(1)

const numbersPlan = z.strictObject({
  kind: z.literal('numbers'),
  columns,
  mean: z.array(finite),
  variance: z.array(finite.min(0)),
  counts: z.array(z.int().min(0)),
})
const size = z.int().min(1)
const reading = z.strictObject({
  lowerCase: z.boolean().optional(),
  part: z.enum(['prefix', 'suffix', 'shape']).optional(),
  length: size.optional(),
  vectors: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('symbols'), length: size, drop: finite.min(0) }),
      z.strictObject({ kind: z.literal('letters'), length: size, width: size, units: size }),
    ])
    .optional(),
})
const symbolsPlan = z.strictObject({
  kind: z.literal('symbols'),
  columns: z.tuple([z.string()]),
  symbols: z.array(z.string()),
  counts: z.array(z.int().min(0)),
  unknown: z.enum(['impossible', 'missing', 'error', 'hapax', 'zeros', 'shared']),
  reading: reading.optional(),
})
/** What a network sees. */
const inputs = { inputs: z.array(z.discriminatedUnion('kind', [numbersPlan, symbolsPlan])).optional() }

const planSchema = z.strictObject({
  groups: z
    .array(z.discriminatedUnion('kind', [numbersPlan.extend(inputs), symbolsPlan.extend(inputs)]))
    .min(1),
  /** What a gate that is a network sees. */
  gate: z.array(z.discriminatedUnion('kind', [numbersPlan, symbolsPlan])).optional(),
  labels: z.array(z.string()).nullable(),
})

const fitSchema = z.strictObject({
  dataHash: z.string(),
  seed: z.int(),
  kernel: z.enum(kernelNames),
  logLikelihood: finite,
  objective: finite,
  iterations: z.int().min(1),
  converged: z.boolean(),
  sequences: z.int().min(1),
  steps: z.int().min(1),
  trace: z.array(finite),
  segments: z.array(z.int().min(0)),
  restarts: z.array(
    z.strictObject({
      objective: finite,
      logLikelihood: finite,
      iterations: z.int().min(1),
      converged: z.boolean(),
      floored: z.array(z.int().min(0)),
      dead: z.array(z.int().min(0)),
    }),
  ),
  share: z.array(finite),
  floored: z.array(z.int().min(0)),
  dead: z.array(z.int().min(0)),
  /** Only for networks: what they were trained on, and the epoch (from 1) whose weights were kept. */
  network: z.strictObject({ device: z.string(), epoch: z.int().min(1) }).optional(),
  /** Only where a beam was used in training: what it does on the training data at these parameters. */
  beam: z
    .strictObject({
      epsilon: finite.min(0).lt(1),
      /** log p(x) of the paths that survive, nats; `logLikelihood` is exact. */
      prunedLogLikelihood: finite,
      meanStates: finite.min(1),
      maxStates: z.int().min(1),
      bound: finite.min(0).nullable(),
      widened: z.int().min(0),
      /** How often the pruned objective fell, over all restarts. */
      falls: z.int().min(0),
    })
    .optional(),
})

/** What a model file holds: plain JSON, never code. Shapes of parameters are checked against the model they belong to. */
export const fileSchema = z.strictObject({
  format: z.literal('dsm-model'),
  version: z.literal(formatVersion),
  dsm: z.string(),
  config: configSchema,
  experts: z.array(z.strictObject({ entry: z.int().min(0), columns })).min(1),
  plan: planSchema,
  parameters: z.strictObject({
    gate: z.record(z.string(), z.unknown()),
    experts: z.array(z.record(z.string(), z.unknown())).min(1),
  }),
  /** Where the networks' weights are; their `parameters` are empty here. */
  weights: weightsReference.optional(),
  fit: fitSchema,
})

export type FitRecord = z.output<typeof fitSchema>
export type BeamRecord = NonNullable<FitRecord['beam']>
