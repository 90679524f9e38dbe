import { z } from 'zod'
import { type InputConfig, inputConfig } from './network-inputs.js'

/** The gated recurrent unit behind the gate `recurrent`. */
export const recurrenceConfig = z.strictObject({
  units: z.int().min(1).default(32).describe('length of its state s_t'),
  inputs: z
    .array(inputConfig)
    .min(1)
    .optional()
    .describe(
      'what it sees at each step, as the inputs of a neural expert: columns of numbers, { symbols: column }, and previous, all modelled columns one step before; where left out, previous and the columns of data.y as numbers, with target: y those of data.x',
    ),
  context: z
    .tuple([z.int(), z.int()])
    .refine(([from, to]) => from <= to, { error: 'expected [from, to] with from ≤ to' })
    .default([0, 0])
    .describe(
      'steps that its columns are taken from: [-2, 2] is a window of five steps around the present one',
    ),
  dropout: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe(
      'share of the state’s numbers that are left out at random in training, where gate and experts read it',
    ),
  inputDropout: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe('share of its inputs that are left out at random in training'),
  weightDecay: z
    .number()
    .min(0)
    .default(0)
    .describe('shrinks the weights (not the biases), as that of an expert does'),
})

/** As the model takes it: the inputs are there. */
export type Recurrence = z.output<typeof recurrenceConfig> & { readonly inputs: readonly InputConfig[] }

interface Gated {
  readonly gate: string
  readonly target: 'x' | 'y'
  readonly recurrence?: z.output<typeof recurrenceConfig> | undefined
}

/** What the config says of the recurrence, and the defaults; null for other gates. Without columns of data it sees `previous`. */
export function recurrenceOf({ gate, recurrence }: Gated): Recurrence | null {
  if (gate !== 'recurrent') return null
  const written = recurrence ?? recurrenceConfig.parse({})
  return { ...written, inputs: written.inputs ?? ['previous'] }
}

/** Writes down what the recurrence sees where the config leaves it to the roles of the columns. */
export function withRecurrentInputs<
  C extends {
    readonly model: Gated
    readonly data: { readonly x?: string | string[] | undefined; readonly y?: string | string[] | undefined }
  },
>(config: C): C {
  const { data, model } = config
  const recurrence = recurrenceOf(model)
  if (recurrence === null || model.recurrence?.inputs !== undefined) return config
  const inputs = model.target === 'x' ? ['previous', ...[data.y ?? []].flat()] : [data.x ?? []].flat()
  return { ...config, model: { ...model, recurrence: { ...recurrence, inputs } } }
}
