import type { CompiledModel } from '../compile.js'
import { digits, type Expansion } from './expand.js'

/** Sums expanded marginals [T][K·M] over the symbols: [T][K], freshly allocated. */
export function foldMarginals(expansion: Expansion, marginals: Float64Array, steps: number): Float64Array {
  const { states, combinations } = expansion
  const folded = new Float64Array(steps * states)
  for (let i = 0; i < folded.length; i++) {
    let sum = 0
    for (let m = 0; m < combinations; m++) sum += marginals[i * combinations + m]!
    folded[i] = sum
  }
  return folded
}

export function foldPath(expansion: Expansion, path: Int32Array): Int32Array {
  return path.map((state) => Math.floor(state / expansion.combinations))
}

/**
 * Adds the expected counts of an expanded sequence to the statistics of the gate (transitions as [K][K] in `pairs`)
 * and of the expanded experts. `initial` is the smoothed marginal of the first step [K·M], `counts` the expected
 * transitions [non-zeros].
 */
export function collectExpanded(
  compiled: CompiledModel,
  expansion: Expansion,
  initial: Float64Array,
  counts: Float64Array,
  pairs: Float64Array,
  statisticsOf: (expert: number) => Float64Array,
): void {
  const { states, combinations, symbols, experts, rowStarts, columns } = expansion
  const all = Array.from({ length: combinations }, (_, m) => digits(m, symbols))
  const first = symbols.map((v) => new Float64Array(states * v))
  const second = symbols.map((v) => new Float64Array(states * v * v))
  for (let j = 0; j < states; j++) {
    for (let m = 0; m < combinations; m++) {
      const row = j * combinations + m
      for (let i = 0; i < symbols.length; i++) first[i]![j * symbols[i]! + all[m]![i]!]! += initial[row]!
      for (let c = rowStarts[row]!; c < rowStarts[row + 1]!; c++) {
        const count = counts[c]!
        const k = Math.floor(columns[c]! / combinations)
        const n = columns[c]! % combinations
        pairs[j * states + k]! += count
        for (let i = 0; i < symbols.length; i++) {
          const v = symbols[i]!
          second[i]![(k * v + all[m]![i]!) * v + all[n]![i]!]! += count
        }
      }
    }
  }
  for (const [i, e] of experts.entries()) {
    compiled.experts[e]!.chain!.collectExpanded(first[i]!, second[i]!, statisticsOf(e))
  }
}
