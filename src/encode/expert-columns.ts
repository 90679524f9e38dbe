import type { ExpertConfig } from '../config/experts.js'

/** One expert of the model: its config and the columns it models, patterns resolved. */
export interface ExpertColumns {
  readonly config: ExpertConfig
  readonly columns: readonly string[]
}

/** What the columns of a family hold. */
export function columnKind(family: ExpertConfig['family']): 'number' | 'text' {
  return family === 'categorical' ? 'text' : 'number'
}

/**
 * The experts of a model over resolved columns. The columns of one categorical entry are independent given the
 * state, each with a vocabulary of its own: such an entry becomes one expert a column.
 */
export function splitExperts(
  configs: readonly ExpertConfig[],
  columns: readonly (readonly string[])[],
): ExpertColumns[] {
  return configs.flatMap((config, i): ExpertColumns[] =>
    config.family === 'categorical'
      ? columns[i]!.map((column) => ({ config, columns: [column] }))
      : [{ config, columns: columns[i]! }],
  )
}
