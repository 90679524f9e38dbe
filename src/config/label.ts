import { z } from 'zod'

/** The expert of a column whose symbols are the hidden states. It has no parameters: state k says symbol k. */
export const labelConfig = z.strictObject({
  family: z.literal('label'),
  columns: z
    .union([z.string().min(1), z.tuple([z.string().min(1)])])
    .optional()
    .describe(
      'the one column whose labels are the hidden states, of data.y with model.target: y; known in training, the best path is the prediction',
    ),
})

export type LabelConfig = z.output<typeof labelConfig>

/** Whether the hidden states of a model are labels of a column that it models. */
export function hasLabel(model: { readonly experts: readonly { readonly family: string }[] }): boolean {
  return model.experts.some(({ family }) => family === 'label')
}
