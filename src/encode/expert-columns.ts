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

/** The columns of a whole model. */
export interface ModelColumns {
  readonly experts: readonly ExpertColumns[]
  /** What a gate that is a network sees beside; absent where it sees no columns. */
  readonly gate?: readonly InputColumn[] | undefined
}

/** All columns that networks see. */
export function inputsOf({ experts, gate = [] }: ModelColumns): InputColumn[] {
  return [...experts.flatMap(({ inputs = [] }) => inputs), ...gate]
}

/** What the columns that an expert models hold. */
export function columnKind(config: ExpertConfig): 'number' | 'text' {
  const law = config.family === 'neural' ? config.output : config.family
  return law === 'categorical' || law === 'label' ? 'text' : 'number'
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
