import type { CategoricalConfig } from '../../../config/experts.js'
import { NO_WEIGHT } from '../estimates.js'
import { pseudoCounts } from '../pseudo-counts.js'

/** Where the count of symbol v in row r stands: offset + r·row + v·symbol. */
export interface CountLayout {
  readonly offset: number
  readonly row: number
  readonly symbol: number
}

/**
 * Rows of probabilities over V symbols that are estimated alike. Zeros of the start values are structural: they stay zero,
 * take no pseudo-counts and are no free parameters.
 * Prior: Σ_rv a_rv log p_rv, a Dirichlet law with pseudo-counts a_rv.
 */
export class Distributions {
  readonly freeParameters: number
  readonly #pseudo: Float64Array

  constructor(
    private readonly rows: number,
    private readonly symbols: number,
    private readonly start: Float64Array | undefined,
    private readonly prior: CategoricalConfig['prior'],
    private readonly trainingCounts: readonly number[],
  ) {
    this.freeParameters =
      rows * (symbols - 1) - (start?.reduce((zeros, p) => zeros + Number(p === 0), 0) ?? 0)
    this.#pseudo = pseudoCounts(prior, trainingCounts)
  }

  /**
   * (counts + pseudo-counts) / their sum, row by row. A row without weight keeps its `previous` values (those of the
   * training data as a whole where there are none), unless `alive` says that its state lives: then its prior decides.
   */
  maximise(
    counts: Float64Array,
    layout: CountLayout,
    previous: Float64Array | undefined,
    alive: (row: number) => boolean = () => false,
  ): Float64Array {
    const { symbols } = this
    const values = new Float64Array(this.rows * symbols)
    for (let r = 0; r < this.rows; r++) {
      const pseudo = this.#pseudoOf(r)
      const begin = layout.offset + r * layout.row
      let weight = 0
      let total = 0
      for (let v = 0; v < symbols; v++) {
        const count = counts[begin + v * layout.symbol]!
        weight += count
        total += count + pseudo[v]!
        values[r * symbols + v] = count + pseudo[v]!
      }
      if (weight >= NO_WEIGHT || (total >= NO_WEIGHT && alive(r))) {
        for (let v = 0; v < symbols; v++) values[r * symbols + v] = values[r * symbols + v]! / total
      } else {
        values.set(previous?.subarray(r * symbols, (r + 1) * symbols) ?? this.#overall(r), r * symbols)
      }
    }
    return values
  }

  logPrior(values: Float64Array): number {
    if (this.prior === undefined) return 0
    let sum = 0
    for (let r = 0; r < this.rows; r++) {
      const pseudo = this.#pseudoOf(r)
      for (let v = 0; v < this.symbols; v++)
        if (pseudo[v]! > 0) sum += pseudo[v]! * Math.log(values[r * this.symbols + v]!)
    }
    return sum
  }

  #allowed(row: number): (symbol: number) => boolean {
    const { start, symbols } = this
    return start === undefined ? () => true : (v) => start[row * symbols + v]! > 0
  }

  #pseudoOf(row: number): Float64Array {
    if (this.start === undefined || this.prior === undefined) return this.#pseudo
    return pseudoCounts(this.prior, this.trainingCounts, this.#allowed(row))
  }

  #overall(row: number): Float64Array {
    return pseudoCounts({ strength: 1, base: 'data' }, this.trainingCounts, this.#allowed(row))
  }
}
