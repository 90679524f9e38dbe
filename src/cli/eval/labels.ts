import type { Dataset } from '../../data/index.js'
import { compareLabels, type LabelScores } from '../../evaluation/index.js'
import { compareSymbols } from '../../math/compare-symbols.js'
import type { SavedModel } from '../../store/model-file.js'
import type { CommandIo } from '../io.js'

/** The comparison of states with a column of labels. */
export interface LabelReport {
  readonly column: string
  /** [L] labels: the states' own names first where training was supervised. */
  readonly names: readonly string[]
  /** [K] */
  readonly stateNames: readonly string[]
  /** Whether states are labels by name. */
  readonly named: boolean
  /** [N] labels from 0, −1 where there is none. */
  readonly codes: Int32Array
  /** [N] decoded states. */
  readonly states: Int32Array
  readonly scores: LabelScores
  /** Set where networks predict the labels, and states have no part in the table. */
  readonly predicted?: true
}

/** Compares decoded states with the z column of the data; null (and a warning) where no step has a label. */
export function labelReport(
  io: CommandIo,
  saved: SavedModel,
  data: Dataset,
  states: Int32Array,
): LabelReport | null {
  const column = data.roles.z!
  const known = saved.plan.labels
  const { names, codes } = labelCodes(data, known ?? [])
  const { stateNames } = saved.model
  const sizes = { labels: names.length, states: stateNames.length, named: known !== null }
  const scores = compareLabels(codes, states, sizes)
  if (scores.steps === 0) {
    io.warn({ code: 'no-labels', message: `no step of ${data.source} has a label in column "${column}"` })
    return null
  }
  return { column, names, stateNames, named: known !== null, codes, states, scores }
}

/** The z column as codes into the given names, with the names that are new behind them. */
export function labelCodes(
  data: Dataset,
  first: readonly string[],
): { names: readonly string[]; codes: Int32Array } {
  const column = data.columns.get(data.roles.z!)
  if (column?.kind !== 'text') throw new TypeError('labels are read as text')
  const others = column.symbols.filter((symbol) => !first.includes(symbol)).sort(compareSymbols)
  const names = [...first, ...others]
  const position = new Map(names.map((name, l) => [name, l]))
  const translate = Int32Array.from(column.symbols, (symbol) => position.get(symbol)!)
  return { names, codes: column.codes.map((code) => (code < 0 ? -1 : translate[code]!)) }
}
