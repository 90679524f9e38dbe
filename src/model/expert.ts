import type { ExpertConfig } from '../config/experts.js'
import type { EncodedGroup, GroupPlan } from '../encode/encoded.js'
import type { Random } from '../random.js'
import type { Parameters, TensorLayout } from './tensor.js'

/**
 * One file and one line in `registry.ts`: how a family becomes an expert for K states and given columns.
 * G is the kind of columns it reads.
 */
export interface ExpertFamily<C extends ExpertConfig = ExpertConfig> {
  readonly family: C['family']
  /** Kind of column that the data reader must deliver. */
  readonly reads: 'number' | 'text'
  /** @param memory length of the gate's state s_t, which a network may see; 0 where there is none */
  create(config: C, plan: GroupPlan, states: number, memory: number): Expert
}

/** p(x_t | z_t = k) for one group of columns: immutable, holds no parameters. K states, N steps, T steps of one sequence. */
export interface Expert {
  readonly family: string
  readonly columns: readonly string[]
  readonly states: number
  /** The parameters by name. Those that are `fixed` in the config keep their start values. */
  readonly layout: Readonly<Record<string, TensorLayout>>
  /** Start values from the config; a subset of the names in `layout`. */
  readonly start: Parameters
  readonly fixed: readonly string[]
  /** How many numbers the expected sufficient statistics take; those of parts of the data add up to those of the whole. */
  readonly statisticsLength: number
  /** Number of parameters that are free to be estimated. */
  readonly freeParameters: number
  compile(parameters: Parameters, options?: CompileOptions): CompiledExpert
  /**
   * M-step: the parameters that maximise Σ responsibilities · log p(x | k) + log prior.
   * `previous` gives the values of fixed parameters and of states that no step belongs to;
   * null only for the first M-step after initialisation, when start values and sensible defaults serve.
   */
  maximise(statistics: Float64Array, previous: Parameters | null): Maximised
  /** log prior density up to a constant, nats; 0 without a prior. */
  logPrior(parameters: Parameters): number
  /** Throws ConfigError (start values) naming the parameter when values cannot be. */
  validate(parameters: Parameters): void
  /** What the group's data must be; throws DataError with file, line and column (for example a negative count). */
  validateData?(group: EncodedGroup, place: (step: number) => { source: string; line: number }): void
  /** Name of the parameter that orders the states (a mean, a rate): [K] or [K][D]; undefined where the family has none. */
  readonly location?: string | undefined
  /** For people: rows of a table, one a state. */
  describe(parameters: Parameters): ExpertDescription
}

export interface CompileOptions {
  /**
   * Gives the symbol that training never saw its probability (`unknown: hapax`). True for evaluation, prediction and
   * cross-validation; false (the default) for training, which is plain maximum likelihood.
   */
  readonly hapax?: boolean
  /**
   * For the first M-step, when the parameters say nothing yet about the data: a family that weights observations by what the
   * parameters say of them (`student-t`) takes them all alike in `collect`, and leaves its tails as they are. False by default.
   */
  readonly unweighted?: boolean
}

export interface Maximised {
  readonly parameters: Parameters
  /** States whose variance the floor held up, from 0. */
  readonly floored: readonly number[]
}

/** An expert at given parameters; whatever is costly (Cholesky factors, logarithms) has been done once. */
export interface CompiledExpert {
  /**
   * Adds log p(x_t | z_t = k), nats, to out[(t − from)·K + k] for steps from ≤ t < to of one sequence that begins at `from`. Missing cells are summed out.
   * `memory` holds the states of a recurrent gate at these steps, [T][H].
   */
  addLogProbability(
    group: EncodedGroup,
    from: number,
    to: number,
    out: Float64Array,
    memory?: Float64Array,
  ): void
  /** Adds the expected sufficient statistics of the steps, given responsibilities [T][K], to `statistics`. */
  collect(
    group: EncodedGroup,
    from: number,
    to: number,
    responsibilities: Float64Array,
    statistics: Float64Array,
  ): void
  /**
   * Draws x_t given z_t = state; `previous` holds the group's cells of step t − 1 (null at the first step).
   * Returns D numbers, or one code for symbols.
   */
  sample(state: number, random: Random, previous: readonly number[] | null): number[]
  /** For number columns: the law of one column in one state, for forecasts and pseudo-residuals. */
  marginal?(state: number, column: number): Marginal
  /** For symbol columns of order 0: [V] probabilities in one state. */
  symbolProbabilities?(state: number): Float64Array
  /** Numbers from which an engine that knows the kind computes log-densities and statistics itself. */
  readonly compact?: CompactExpert | undefined
  /** For a network: what it says where it sees inputs. */
  readonly given?: GivenInputs | undefined
  /** For order 1: what expands a state by the symbol where a predecessor is missing. */
  readonly chain?: SymbolChain | undefined
}

/** Steps from ≤ t < to. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** What an expert says that sees more than its own columns; `from` is where the sequence begins, `memory` [T][H] what the gate remembers. */
export interface GivenInputs {
  /** [T][K][V] probabilities of symbols, or [T][K][D] means, at the steps from ≤ t < to. */
  expected(group: EncodedGroup, from: number, to: number, memory?: Float64Array): Float64Array
  /** Draws some steps of a sequence, given the hidden state of each, into the group's own cells. */
  sample(
    group: EncodedGroup,
    sequence: Stretch,
    steps: Stretch,
    states: Int32Array,
    random: Random,
    memory?: Float64Array,
  ): void
}

/** The kinds that an engine may know. Statistics are laid out as the expert's own `collect` does. */
export type CompactExpert =
  /** Independent normal columns: mean and variance [D][K]; statistics [D][3][K], x centred at `centre` [D]. */
  | {
      readonly kind: 'diagonal'
      readonly mean: Float64Array
      readonly variance: Float64Array
      readonly centre: Float64Array
    }
  /**
   * Normal vectors: mean [K][D]; for each state (or once, where tied) the lower half of W with WᵀW = Σ⁻¹ and −½ log|2πΣ|;
   * statistics for each state weight, Σ x [D], Σ x·xᵀ [D(D + 1)/2], x centred.
   */
  | {
      readonly kind: 'joint'
      readonly mean: Float64Array
      readonly whitening: readonly Float64Array[]
      readonly logScale: readonly number[]
      readonly centre: Float64Array
    }
  /** Rates [D][K]; statistics [D][2][K]. */
  | { readonly kind: 'poisson'; readonly rate: Float64Array }
  /** log-probabilities [V + 1][K], the last row for a symbol that training never saw; statistics [V][K]. */
  | { readonly kind: 'symbols'; readonly logProbability: Float64Array; readonly symbols: number }
  /** log-probabilities [D][2][K] of zeros and ones; statistics alike. */
  | { readonly kind: 'bits'; readonly logProbability: Float64Array }

export interface Marginal {
  readonly mean: number
  readonly variance: number
  /** P(x ≤ value) */
  cumulative(value: number): number
  /** P(x > value), where that keeps more digits than 1 − P(x ≤ value). */
  upper?(value: number): number
  /** Discrete laws live on the integers: quantiles are integers. */
  readonly discrete: boolean
}

/** A Markov chain over V symbols in each state: p(x_1 | k) and p(x_t | x_{t−1}, k). */
export interface SymbolChain {
  /** V; one more where hapax gives the unknown symbol a probability. A code beyond it is impossible. */
  readonly symbols: number
  /** [K][V] */
  readonly initial: Float64Array
  /** [K][V][V]; the row is the symbol before. */
  readonly transition: Float64Array
  /** Adds expected counts: first symbol [K][V], pairs [K][V][V], to the expert's statistics. */
  collectExpanded(initialCounts: Float64Array, pairCounts: Float64Array, statistics: Float64Array): void
}

export interface ExpertDescription {
  /** `gaussian (full): speed, note` */
  readonly title: string
  /** Column heads of the table, after the state. */
  readonly heads: readonly string[]
  /** [K][heads] */
  readonly rows: readonly (readonly (number | string)[])[]
}
