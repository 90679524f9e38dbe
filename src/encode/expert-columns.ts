import type { ExpertConfig } from '../config/experts.js'
import type { InputColumn } from './input-columns.js'

/** One expert of the model: its config and the columns it models, patterns resolved. */
export interface ExpertColumns {
  /** Its place in model.experts, from 0. */
  readonly entry: number
  readonly config: ExpertConfig
  readonly columns: readonly string[]
  /** What a network sees beside; absent where the expert looks at its own columns alone. */
  readonly inputs?: readonly InputColumn[] | undefined
}

/** What the columns that an expert models hold. */
export function columnKind(config: ExpertConfig): 'number' | 'text' {
  const law = config.family === 'neural' ? config.output : config.family
  return law === 'categorical' ? 'text' : 'number'
}

/**
 * The experts of a model over resolved columns. The columns of one entry of symbols are independent given the
 * state, each with a vocabulary of its own: such an entry becomes one expert a column.
 */
export function splitExperts(
  configs: readonly ExpertConfig[],
  columns: readonly (readonly string[])[],
): ExpertColumns[] {
  return configs.flatMap((config, entry): ExpertColumns[] =>
    columnKind(config) === 'text'
      ? columns[entry]!.map((column) => ({ entry, config, columns: [column] }))
      : [{ entry, config, columns: columns[entry]! }],
  )
}
