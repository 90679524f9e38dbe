import { z } from 'zod'

/** Numbers in nested lists: a vector, a matrix, a list of matrices. */
export type NestedNumbers = number | NestedNumbers[]

export const nestedNumbers: z.ZodType<NestedNumbers> = z
  .lazy(() => z.union([z.number(), z.array(nestedNumbers)]))
  .meta({
    id: 'NestedNumbers',
    description: 'a number, or (nested) lists of numbers: one entry for each state first',
  })

export const probability = z.number().min(0).max(1)
