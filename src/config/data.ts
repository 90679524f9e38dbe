import { z } from 'zod'

const columnList = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
  .describe('column names; patterns (note_*) and ranges (note_1..note_88) stand for several')

/** A number is compared as it is written: -9 is the text -9. */
const marker = z.union([z.string(), z.number().transform(String)])

const scalar = z.union([z.string(), z.number(), z.boolean()])

export const formats = ['csv', 'tsv', 'jsonl', 'parquet', 'conll', 'conllu', 'text'] as const

export const dataConfig = z.strictObject({
  path: z
    .string()
    .min(1)
    .optional()
    .describe('the data file, relative to this config; - is stdin; --data FILE replaces it'),
  format: z.enum(formats).optional().describe('guessed from the name of the file where left out'),
  tokens: z
    .enum(['words', 'characters'])
    .default('words')
    .describe('format text: what the column "token" holds'),
  sequence: z
    .string()
    .min(1)
    .optional()
    .describe('column that tells the sequences apart; without it the whole file is one'),
  order: z
    .string()
    .min(1)
    .optional()
    .describe('column that orders the steps of a sequence; without it the order of the rows'),
  x: columnList.optional().describe('the columns that are modelled; those of the experts where left out'),
  y: columnList.optional().describe('columns that go with x: covariates, targets; never empty'),
  z: z
    .string()
    .min(1)
    .optional()
    .describe('column of known hidden states; an empty cell leaves the state free'),
  missing: z
    .union([z.array(marker), z.record(z.string(), z.array(marker))])
    .optional()
    .describe(
      'cells that mean "missing"; default: empty, NA and NaN in number columns, empty in text columns. A map gives markers a column',
    ),
  where: z
    .record(z.string(), z.union([scalar, z.array(scalar).min(1)]))
    .optional()
    .describe('keep only the rows with this value (or one of these values) in this column'),
})

export type DataConfig = z.output<typeof dataConfig>
export type DataFormat = (typeof formats)[number]
