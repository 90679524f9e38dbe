import type { EncodedGroup, SymbolPlan } from '../../../encode/encoded.js'
import type { Random } from '../../../random.js'
import type { CompactExpert, CompiledExpert } from '../../expert.js'
import { withUnknown } from './hapax.js'
import { symbolGroup } from './symbols.js'

export class CompiledOrderZero implements CompiledExpert {
  readonly #symbols: number
  /** [K][V], or [K][V + 1] with hapax */
  readonly #rows: Float64Array
  /** [V + 1][K]; the last row is the symbol that training never saw. */
  readonly #logProbability: Float64Array

  /** `probabilities` [K][V] */
  constructor(
    probabilities: Float64Array,
    private readonly states: number,
    plan: SymbolPlan,
    hapax: boolean,
  ) {
    const symbols = plan.symbols.length
    this.#symbols = symbols
    const scaled = hapax && plan.unknown === 'hapax'
    this.#rows = scaled ? withUnknown(probabilities, symbols, plan.counts) : probabilities
    const width = scaled ? symbols + 1 : symbols
    this.#logProbability = new Float64Array((symbols + 1) * states)
    this.#logProbability.fill(plan.unknown === 'missing' ? 0 : Number.NEGATIVE_INFINITY, symbols * states)
    for (let k = 0; k < states; k++) {
      for (let v = 0; v < width; v++)
        this.#logProbability[v * states + k] = Math.log(this.#rows[k * width + v]!)
    }
  }

  get compact(): CompactExpert {
    return { kind: 'symbols', logProbability: this.#logProbability, symbols: this.#symbols }
  }

  addLogProbability(group: EncodedGroup, from: number, to: number, out: Float64Array): void {
    const { codes } = symbolGroup(group)
    const { states } = this
    const table = this.#logProbability
    for (let t = from, o = 0; t < to; t++, o += states) {
      const code = codes[t]!
      if (code < 0) continue
      const row = code * states
      for (let k = 0; k < states; k++) out[o + k] = out[o + k]! + table[row + k]!
    }
  }

  collect(
    group: EncodedGroup,
    from: number,
    to: number,
    responsibilities: Float64Array,
    statistics: Float64Array,
  ): void {
    const { codes } = symbolGroup(group)
    const { states } = this
    const symbols = this.#symbols
    for (let t = from, o = 0; t < to; t++, o += states) {
      const code = codes[t]!
      if (code < 0 || code >= symbols) continue
      const row = code * states
      for (let k = 0; k < states; k++) statistics[row + k] = statistics[row + k]! + responsibilities[o + k]!
    }
  }

  sample(state: number, random: Random): number[] {
    return [random.index(this.symbolProbabilities(state))]
  }

  /** [V] p(v | state); with hapax they leave out the share of the unknown symbol. */
  symbolProbabilities(state: number): Float64Array {
    const width = this.#rows.length / this.states
    return this.#rows.subarray(state * width, state * width + this.#symbols)
  }
}
