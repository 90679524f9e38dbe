/**
 * A dataset as the experts see it: one group of columns for each expert, in the order of the model.
 * Steps of sequence s are offsets[s] … offsets[s + 1] − 1; N = offsets[S]. The arrays stand on shared memory where the
 * runtime has it (shared-arrays.ts), so that worker threads read them without a copy.
 */
export interface Encoded {
  /** [S] */
  readonly sequenceIds: readonly string[]
  /** [S + 1] */
  readonly offsets: Uint32Array
  readonly groups: readonly EncodedGroup[]
  /** What a gate that is a network sees beside, as networks of experts do. */
  readonly gate?: EncodedInputs
  /** [N] known hidden state of the step, −1 where it is free; null where the data name no states. */
  readonly labels: Int32Array | null
  /** Name of the file and line of each step, for messages. */
  readonly source: string
  /** [N] */
  readonly lines: Uint32Array
}

export type EncodedGroup = NumberGroup | SymbolGroup

export interface NumberGroup {
  readonly kind: 'numbers'
  /** D */
  readonly dimension: number
  /** [N][D], in the data's units; NaN is missing. */
  readonly values: Float64Array
  readonly inputs?: EncodedInputs
}

export interface SymbolGroup {
  readonly kind: 'symbols'
  /** V: number of symbols seen in training. */
  readonly symbols: number
  /** [N] 0 … V − 1; `MISSING` (−1); V for a symbol that training never saw. */
  readonly codes: Int32Array
  /** Where a network reads letters: those of each word. Codes are numbers of words then, in no order that means anything. */
  readonly spelling?: Spelling
  readonly inputs?: EncodedInputs
}

/** The letters of the words of a column: word w is letters[offsets[w] … offsets[w + 1]), codes of the plan's vocabulary, V where unknown. */
export interface Spelling {
  readonly offsets: Uint32Array
  readonly letters: Int32Array
}

/** What a network sees of the same steps: numbers as one group, then one group for each column of symbols. Known also where the target is hidden. */
export type EncodedInputs = readonly EncodedGroup[] | undefined

export const MISSING = -1

/** What was learnt from the training data alone: vocabularies and scales. Plain JSON; part of the model file. */
export interface EncodingPlan {
  readonly groups: readonly GroupPlan[]
  /** The plans of what a gate that is a network sees. */
  readonly gate?: readonly GroupPlan[] | undefined
  /** Names of the hidden states where z names them, in the order of the states. */
  readonly labels: readonly string[] | null
}

export type GroupPlan = NumberPlan | SymbolPlan

export interface NumberPlan {
  readonly kind: 'numbers'
  readonly columns: readonly string[]
  /** [D] mean of the observed cells, in the data's units. */
  readonly mean: readonly number[]
  /** [D] variance of the observed cells (divided by their number); 0 for a constant column. */
  readonly variance: readonly number[]
  /** [D] number of observed cells. */
  readonly counts: readonly number[]
  /** The plans of what a network sees. */
  readonly inputs?: readonly GroupPlan[] | undefined
}

export interface SymbolPlan {
  readonly kind: 'symbols'
  readonly columns: readonly [string]
  /** [V] in code order: sorted, numbers by value and before text. */
  readonly symbols: readonly string[]
  /** [V] how often each was seen in training. */
  readonly counts: readonly number[]
  /** What becomes of a symbol that training never saw. */
  readonly unknown: UnknownPolicy
  /** How a network reads the column; absent where each cell is one input of its own. */
  readonly reading?: SymbolReading | undefined
  readonly inputs?: readonly GroupPlan[] | undefined
}

/**
 * For inputs of networks: `zeros` is none of the known symbols; `shared` means that all symbols seen less than twice in training
 * share one vector.
 */
export type UnknownPolicy = 'impossible' | 'missing' | 'error' | 'hapax' | 'zeros' | 'shared'

/** What of a cell is the symbol, and what the network has for it. */
export interface SymbolReading {
  readonly lowerCase?: boolean | undefined
  readonly part?: 'prefix' | 'suffix' | 'shape' | undefined
  /** Letters of a prefix or suffix. */
  readonly length?: number | undefined
  /** The vectors that are learnt; absent: one input for each symbol. */
  readonly vectors?: SymbolVectors | LetterVectors | undefined
}

/** One vector for each symbol, and one for unknown symbols. */
export interface SymbolVectors {
  readonly kind: 'symbols'
  readonly length: number
  readonly drop: number
}

/** Vectors of letters, convolved and pooled over the word. The plan's symbols are letters. */
export interface LetterVectors {
  readonly kind: 'letters'
  readonly length: number
  readonly width: number
  readonly units: number
}
