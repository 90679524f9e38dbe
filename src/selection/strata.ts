import type { Dataset } from '../data/dataset.js'
import { cellText } from './cell-text.js'
import type { Unit } from './units.js'

/** [units] the stratum of each unit: the commonest value of a column in it; units without a value share one stratum. */
export function strataOf(data: Dataset, units: readonly Unit[], column: string): Int32Array {
  const numbers = new Map<string, number>()
  return Int32Array.from(units, (unit) => {
    const value = commonest(data, unit, column) ?? ''
    const known = numbers.get(value)
    if (known !== undefined) return known
    numbers.set(value, numbers.size)
    return numbers.size - 1
  })
}

function commonest(data: Dataset, unit: Unit, column: string): string | null {
  const counts = new Map<string, number>()
  const count = (s: number, from: number, to: number) => {
    for (let i = from; i < to; i++) {
      const value = cellText(data, column, i, s)
      if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
    }
  }
  if (unit.kind === 'block') count(unit.sequence, unit.from, unit.to)
  else for (const s of unit.sequences) count(s, data.offsets[s]!, data.offsets[s + 1]!)
  let best: string | null = null
  for (const [value, n] of counts) if (best === null || n > counts.get(best)!) best = value
  return best
}
