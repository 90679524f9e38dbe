import { z } from 'zod'

const lowerCase = z
  .boolean()
  .default(false)
  .describe('takes upper-case letters for lower-case ones, before anything else')

const symbolsInput = z.strictObject({
  symbols: z
    .string()
    .min(1)
    .describe('columns that hold symbols (categories, words): one input for each symbol, or a learnt vector'),
  part: z
    .enum(['prefix', 'suffix', 'shape'])
    .optional()
    .describe(
      'takes a part of the word for the symbol: its first or last letters, or its shape (capitals, small letters, digits; a run of three or more counts as two)',
    ),
  length: z.int().min(1).optional().describe('how many letters a prefix or suffix has'),
  lowerCase,
  embedding: z
    .int()
    .min(1)
    .optional()
    .describe('length of the vector that is learnt for each symbol; left out, each symbol is an input'),
  drop: z
    .number()
    .min(0)
    .optional()
    .describe(
      'with embedding: in training, a symbol seen n times is taken for an unknown one with probability drop / (drop + n); 0.25 where left out',
    ),
})

const charactersInput = z.strictObject({
  characters: z
    .string()
    .min(1)
    .describe('columns of words that are read letter by letter, so that any word has a vector'),
  embedding: z.int().min(1).default(16).describe('length of the vector that is learnt for each letter'),
  width: z.int().min(1).default(3).describe('how many letters in a row a filter sees'),
  units: z
    .int()
    .min(1)
    .default(32)
    .describe('number of filters; each gives its largest value within the word'),
  lowerCase,
})

/** What a network sees: columns of numbers, `previous`, symbols, or words by their letters. */
export const inputConfig = z.union([z.string().min(1), symbolsInput, charactersInput])

export type InputConfig = z.output<typeof inputConfig>
export type SymbolsInput = z.output<typeof symbolsInput>

/** The part of a config that says what a network sees. */
export interface SeenInputs {
  readonly inputs: readonly InputConfig[]
  readonly context: readonly [number, number]
}

/** The column (name, pattern or range) of an entry. */
export function inputColumn(input: InputConfig): string {
  if (typeof input === 'string') return input
  return 'symbols' in input ? input.symbols : input.characters
}
