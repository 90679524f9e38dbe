import type { Dataset } from '../data/dataset.js'
import { compareSymbols } from '../math/compare-symbols.js'
import { countSymbols, textColumn } from './dataset-columns.js'
import type { SymbolPlan, SymbolReading } from './encoded.js'
import { lettersOf, readSymbol } from './read-symbol.js'

/** Symbols seen less often share the vector of unknown ones: that vector learns from symbols that are as rare as unknown ones. */
const fewestForOwnVector = 2

/** The vocabulary of a column that a network reads by parts, by vectors or by letters. */
export function planReading(
  data: Dataset,
  name: string,
  reading: SymbolReading,
  visible: Uint8Array | undefined,
): SymbolPlan {
  const column = textColumn(data, name)
  const seen = countSymbols(column.codes, column.symbols.length, visible)
  const count = new Map<string, number>()
  const add = (symbol: string, times: number) => count.set(symbol, (count.get(symbol) ?? 0) + times)
  for (const [code, text] of column.symbols.entries()) {
    const times = seen[code]!
    if (times === 0) continue
    if (reading.vectors?.kind === 'letters') for (const letter of lettersOf(text, reading)) add(letter, times)
    else add(readSymbol(text, reading), times)
  }
  const fewest = reading.vectors === undefined ? 1 : fewestForOwnVector
  const symbols = [...count.keys()].filter((symbol) => count.get(symbol)! >= fewest).sort(compareSymbols)
  return {
    kind: 'symbols',
    columns: [name],
    symbols,
    counts: symbols.map((symbol) => count.get(symbol)!),
    unknown: reading.vectors === undefined ? 'zeros' : 'shared',
    reading,
  }
}
