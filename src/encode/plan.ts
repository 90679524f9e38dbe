import type { Dataset } from '../data/dataset.js'
import { ConfigError } from '../errors.js'
import { compareSymbols } from '../math/compare-symbols.js'
import { countSymbols, numberColumn, textColumn } from './dataset-columns.js'
import type { EncodingPlan, GroupPlan, NumberPlan, SymbolPlan } from './encoded.js'
import { columnKind, type ExpertColumns, type ModelColumns } from './expert-columns.js'
import type { InputColumn } from './input-columns.js'
import { planReading } from './plan-reading.js'

export interface PlanOptions {
  /** [N] 1 where the step belongs to the training part; all steps where left out. */
  readonly visible?: Uint8Array | undefined
  /** Names of the hidden states where z names them. */
  readonly labels?: readonly string[] | null
}

/** Learns vocabularies and scales from the training part of the data, and from nothing else. */
export function makeEncodingPlan(
  data: Dataset,
  columns: ModelColumns,
  options: PlanOptions = {},
): EncodingPlan {
  const groups = columns.experts.map((expert) => planGroup(data, expert, options.visible))
  const gate = columns.gate && planInputs(data, columns.gate, options.visible)
  return { groups, ...(gate && { gate }), labels: options.labels ?? null }
}

/** The labels that occur in the z column: numbers by value, then text by code unit. */
export function labelsOf(data: Dataset, visible?: Uint8Array): string[] | null {
  return data.roles.z === undefined ? null : symbolsOf(data, data.roles.z, visible)
}

function symbolsOf(data: Dataset, name: string, visible?: Uint8Array): string[] {
  const column = textColumn(data, name)
  const seen = countSymbols(column.codes, column.symbols.length, visible)
  return column.symbols.filter((_, code) => seen[code]! > 0).sort(compareSymbols)
}

function planGroup(data: Dataset, expert: ExpertColumns, visible: Uint8Array | undefined): GroupPlan {
  const { config, columns, inputs } = expert
  if (config.family === 'categorical') {
    return planSymbols(data, columns[0]!, config.unknown, config.symbols?.map(String), visible)
  }
  // Names of states are known in advance, as those of data.z are.
  const names = config.family === 'label' ? symbolsOf(data, columns[0]!) : undefined
  const target =
    columnKind(config) === 'text'
      ? planSymbols(data, columns[0]!, 'impossible', names, visible)
      : planNumbers(data, columns, visible)
  return inputs === undefined ? target : { ...target, inputs: planInputs(data, inputs, visible) }
}

function planInputs(
  data: Dataset,
  inputs: readonly InputColumn[],
  visible: Uint8Array | undefined,
): GroupPlan[] {
  const numbers = inputs.filter(({ kind }) => kind === 'number').map(({ name }) => name)
  const symbols = inputs.filter(({ kind }) => kind === 'text')
  return [
    ...(numbers.length === 0 ? [] : [planNumbers(data, numbers, visible)]),
    ...symbols.map(({ name, reading }) =>
      reading === undefined
        ? planSymbols(data, name, 'zeros', undefined, visible)
        : planReading(data, name, reading, visible),
    ),
  ]
}

function planNumbers(data: Dataset, columns: readonly string[], visible: Uint8Array | undefined): NumberPlan {
  const mean: number[] = []
  const variance: number[] = []
  const counts: number[] = []
  for (const name of columns) {
    const values = numberColumn(data, name).values
    let n = 0
    let average = 0
    let squares = 0
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!
      if (Number.isNaN(value) || visible?.[i] === 0) continue
      n++
      const difference = value - average
      average += difference / n
      squares += difference * (value - average)
    }
    mean.push(average)
    variance.push(n === 0 ? 0 : squares / n)
    counts.push(n)
  }
  return { kind: 'numbers', columns, mean, variance, counts }
}

function planSymbols(
  data: Dataset,
  name: string,
  unknown: SymbolPlan['unknown'],
  given: readonly string[] | undefined,
  visible: Uint8Array | undefined,
): SymbolPlan {
  const column = textColumn(data, name)
  const seen = countSymbols(column.codes, column.symbols.length, visible)
  const count = new Map<string, number>()
  for (const [code, symbol] of column.symbols.entries()) if (seen[code]! > 0) count.set(symbol, seen[code]!)
  const symbols = given ?? [...count.keys()].sort(compareSymbols)
  if (given !== undefined) {
    const strangers = [...count.keys()].filter((symbol) => !given.includes(symbol))
    if (strangers.length > 0) {
      throw new ConfigError(
        'symbols',
        `the data hold ${list(strangers)} in column "${name}", missing from the expert's symbols`,
        {
          hint: `add ${strangers.length === 1 ? 'it' : 'them'} to symbols, or leave symbols out`,
        },
      )
    }
  }
  return { kind: 'symbols', columns: [name], symbols, counts: symbols.map((s) => count.get(s) ?? 0), unknown }
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => JSON.stringify(name))
  return shown.join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '')
}
