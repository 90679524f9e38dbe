import type { SeenInputs } from '../config/network-inputs.js'
import type { EncodedGroup, GroupPlan, LetterVectors, SymbolGroup } from '../encode/encoded.js'
import { addInputGradient, fillInputs } from '../model/experts/neural/inputs.js'
import { type Numbers, poolWords, poolWordsGradient } from '../model/experts/neural/letters.js'
import { hasVectors, letterWeights, type VectorTable, vectorNames } from '../model/experts/neural/vectors.js'
import { createRandom, type Random } from '../random.js'

/** The derivatives of a block of weights: of all of it, or of some rows of a table. */
export interface BlockGradient {
  readonly values: Float32Array
  /** The rows that `values` holds, ascending; null where it holds all. The derivatives of other rows are 0. */
  readonly rows: Int32Array | null
}

/** What a network sees at the steps of a batch, and the way back from derivatives of it to vectors of symbols. */
export interface BatchInputs {
  /** [N][P] */
  readonly u: Float32Array
  /** Whether some of it is learnt. */
  readonly learns: boolean
  /** The derivatives of the weights of its vectors by name, given those of u [N][P]. */
  gradients(ofInputs: Numbers): ReadonlyMap<string, BlockGradient>
}

/** A network as far as its inputs go: that of an expert, or of a gate. */
export interface Seeing {
  readonly config: SeenInputs
  readonly plan: GroupPlan
  /** P, without what is no cell of the data. */
  readonly own: number
}

/** Rows of a table that a batch needs, and what becomes of their derivatives. */
interface Used {
  readonly table: VectorTable
  gradients(ofRows: Float32Array): readonly (readonly [string, BlockGradient])[]
}

/**
 * The vectors that a batch does not need are left alone: a large vocabulary costs nothing here. Plain arithmetic, the same on
 * every device.
 *
 * @param group cells of the batch alone, its sequences one after the other at `offsets` [B + 1]
 * @param seed of the symbols that are taken for unknown ones; null takes none
 */
export function batchInputs(
  { config, plan, own: width }: Seeing,
  weights: Readonly<Record<string, Numbers>>,
  group: EncodedGroup,
  offsets: Uint32Array,
  seed: number | null,
): BatchInputs {
  const plans = plan.inputs ?? []
  const used = plans.map((input, i) =>
    usedRows(input, i, group.inputs![i]!, weights, seed === null ? null : createRandom(seed, 'drop', i)),
  )
  const tables = used.map((each) => each?.table ?? null)
  const u = new Float32Array(offsets.at(-1)! * width)
  const eachSequence = (act: (from: number, to: number) => void) => {
    for (let b = 0; b + 1 < offsets.length; b++) act(offsets[b]!, offsets[b + 1]!)
  }
  eachSequence((from, to) =>
    fillInputs(config, plan, group, from, to, u.subarray(from * width, to * width), { from, to }, tables),
  )
  return {
    u,
    learns: used.some((each) => each !== null),
    gradients(ofInputs) {
      const ofRows = tables.map((table) => table && new Float32Array(table.rows.length))
      eachSequence((from, to) => {
        const own = ofInputs.subarray(from * width, to * width)
        addInputGradient(config, plan, width, from, to, own, tables, ofRows)
      })
      return new Map(used.flatMap((each, i) => each?.gradients(ofRows[i]!) ?? []))
    },
  }
}

function usedRows(
  plan: GroupPlan,
  i: number,
  group: EncodedGroup,
  weights: Readonly<Record<string, Numbers>>,
  random: Random | null,
): Used | null {
  if (!hasVectors(plan)) return null
  const vectors = plan.reading.vectors!
  const cells = group as SymbolGroup
  if (vectors.kind === 'letters')
    return usedWords(vectors, plan.symbols.length, i, cells, letterWeights(weights, i))
  const codes =
    random === null || vectors.drop === 0
      ? cells.codes
      : cells.codes.map((code) => dropped(code, plan.counts, vectors.drop, random))
  const { distinct, places } = distinctOf(codes)
  const all = weights[vectorNames(i).vectors]!
  const { length } = vectors
  const rows = new Float32Array(distinct.length * length)
  for (const [r, code] of distinct.entries())
    for (let d = 0; d < length; d++) rows[r * length + d] = all[code * length + d]!
  return {
    table: { width: length, rows, codes: places },
    gradients: (values) => [[vectorNames(i).vectors, { values, rows: distinct }]],
  }
}

/** A symbol seen n times in training becomes the unknown one with probability drop / (drop + n). */
function dropped(code: number, counts: readonly number[], drop: number, random: Random): number {
  const count = counts[code]
  if (count === undefined) return code
  return random.uniform() < drop / (drop + count) ? counts.length : code
}

function usedWords(
  vectors: LetterVectors,
  symbols: number,
  i: number,
  { codes, spelling }: SymbolGroup,
  weights: ReturnType<typeof letterWeights>,
): Used {
  const { distinct, places } = distinctOf(codes)
  const pooled = poolWords(vectors, weights, symbols, spelling!, distinct)
  const names = vectorNames(i)
  return {
    table: { width: vectors.units, rows: pooled.values, codes: places },
    gradients(ofWords) {
      const found = poolWordsGradient(vectors, weights, symbols, spelling!, distinct, pooled, ofWords)
      return [
        [names.vectors, { values: found.vectors, rows: null }],
        [names.filter, { values: found.filter, rows: null }],
        [names.bias, { values: found.bias, rows: null }],
      ]
    },
  }
}

/** The different codes, ascending, and the place of each cell's code among them. */
function distinctOf(codes: Int32Array): { distinct: Int32Array; places: Int32Array } {
  const distinct = Int32Array.from(new Set(codes)).sort()
  const place = new Map(Array.from(distinct, (code, r) => [code, r]))
  return { distinct, places: codes.map((code) => place.get(code)!) }
}
