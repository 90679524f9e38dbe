import type { TextColumn } from '../data/dataset.js'
import { sharedInt32, sharedUint32 } from '../data/shared-arrays.js'
import type { SymbolGroup, SymbolPlan, SymbolReading } from './encoded.js'
import { lettersOf } from './read-symbol.js'

/** A column of words by their letters: each different word is spelt once. */
export function encodeSpelling(column: TextColumn, plan: SymbolPlan, reading: SymbolReading): SymbolGroup {
  const position = new Map(plan.symbols.map((letter, code) => [letter, code]))
  const words = column.symbols.map((text) => lettersOf(text, reading))
  const offsets = sharedUint32(words.length + 1)
  for (const [w, word] of words.entries()) offsets[w + 1] = offsets[w]! + word.length
  const letters = sharedInt32(offsets[words.length]!)
  for (const [w, word] of words.entries())
    for (const [i, letter] of word.entries())
      letters[offsets[w]! + i] = position.get(letter) ?? plan.symbols.length
  const codes = sharedInt32(column.codes.length)
  codes.set(column.codes)
  return { kind: 'symbols', symbols: plan.symbols.length, codes, spelling: { offsets, letters } }
}
