import type { ExpertConfig } from '../config/experts.js'

/** One expert of the model: its config and the columns it models, patterns resolved. */
export interface ExpertColumns {
  /** Its place in model.experts, from 0. */
  readonly entry: number
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
  return configs.flatMap((config, entry): ExpertColumns[] =>
    config.family === 'categorical'
      ? columns[entry]!.map((column) => ({ entry, config, columns: [column] }))
      : [{ entry, config, columns: columns[entry]! }],
  )
}
