import type {
  EncodedGroup,
  GroupPlan,
  Spelling,
  SymbolGroup,
  SymbolPlan,
  SymbolReading,
} from '../../../encode/encoded.js'
import type { TensorLayout } from '../../tensor.js'
import { type LetterWeights, letterRows, type Numbers, poolWords } from './letters.js'

/** The vector that stands for each code of an input: row c is rows[c·width … (c + 1)·width). */
export interface VectorTable {
  readonly width: number
  readonly rows: Numbers
  /** [N] the row of each step. */
  readonly codes: Int32Array
}

/** An input that has learnt vectors. */
export type VectorPlan = SymbolPlan & { readonly reading: SymbolReading & { readonly vectors: object } }

export function hasVectors(plan: GroupPlan): plan is VectorPlan {
  return plan.kind === 'symbols' && plan.reading?.vectors !== undefined
}

/** Names of the weights of input `i` (from 0). */
export const vectorNames = (i: number) => ({
  vectors: `vectors${i + 1}`,
  filter: `filter${i + 1}`,
  bias: `filter${i + 1}Bias`,
})

/** Weights that turn symbols and letters into vectors, by name; symbols have a row for unknown ones after their own. */
export function vectorLayout(plans: readonly GroupPlan[]): Record<string, TensorLayout> {
  const layout: Record<string, TensorLayout> = {}
  for (const [i, plan] of plans.entries()) {
    if (!hasVectors(plan)) continue
    const { vectors, symbols } = { vectors: plan.reading.vectors!, symbols: plan.symbols.length }
    const names = vectorNames(i)
    const rows = vectors.kind === 'symbols' ? symbols + 1 : letterRows(symbols)
    layout[names.vectors] = { axes: ['symbol', 'unit'], shape: [rows, vectors.length] }
    if (vectors.kind === 'symbols') continue
    const { width, length, units } = vectors
    layout[names.filter] = { axes: ['input', 'unit'], shape: [width * length, units] }
    layout[names.bias] = { axes: ['unit'], shape: [units] }
  }
  return layout
}

/** The tables of all inputs at given weights; null where an input has no vectors. `pooled` keeps the vectors of words. */
export function vectorTables(
  plans: readonly GroupPlan[],
  groups: readonly EncodedGroup[],
  weights: Readonly<Record<string, Numbers>>,
  pooled: WeakMap<Spelling, Float64Array>,
): (VectorTable | null)[] {
  return plans.map((plan, i): VectorTable | null => {
    if (!hasVectors(plan)) return null
    const { codes, spelling } = groups[i] as SymbolGroup
    const vectors = plan.reading.vectors!
    if (vectors.kind === 'symbols')
      return { width: vectors.length, rows: weights[vectorNames(i).vectors]!, codes }
    const known = pooled.get(spelling!)
    const all = { length: spelling!.offsets.length - 1 }
    const words = known === undefined ? Int32Array.from(all, (_, w) => w) : []
    const rows =
      known ?? poolWords(vectors, letterWeights(weights, i), plan.symbols.length, spelling!, words).values
    pooled.set(spelling!, rows)
    return { width: vectors.units, rows, codes }
  })
}

export function letterWeights(weights: Readonly<Record<string, Numbers>>, i: number): LetterWeights {
  const names = vectorNames(i)
  return { vectors: weights[names.vectors]!, filter: weights[names.filter]!, bias: weights[names.bias]! }
}
