import type { EncodedGroup, SymbolPlan } from '../../../encode/encoded.js'
import type { Random } from '../../../random.js'
import type { CompiledExpert, SymbolChain } from '../../expert.js'
import { withUnknown } from './hapax.js'
import { symbolGroup } from './symbols.js'

/**
 * The first step of a sequence, and a step after a symbol that training never saw, draw from `initial`; every other step
 * from the row of the symbol before it.
 *
 * A missing cell adds nothing. A cell whose predecessor is missing depends on what was not seen, so that it does not factorise:
 * `addLogProbability` and `collect` throw RangeError there, and the caller expands the states by the symbol (`chain`).
 */
export class CompiledOrderOne implements CompiledExpert {
  readonly chain: SymbolChain
  readonly #symbols: number
  /** [width][K] log p(first symbol) */
  readonly #logInitial: Float64Array
  /** [V][width][K] log p(symbol | symbol before) */
  readonly #logTransition: Float64Array
  readonly #unknownIsMissing: boolean

  /** `initial` [K][V], `transition` [K][V][V] */
  constructor(
    initial: Float64Array,
    transition: Float64Array,
    private readonly states: number,
    plan: SymbolPlan,
    hapax: boolean,
  ) {
    const symbols = plan.symbols.length
    this.#symbols = symbols
    this.#unknownIsMissing = plan.unknown === 'missing'
    this.chain =
      hapax && plan.unknown === 'hapax'
        ? chainWithUnknown(initial, transition, states, plan)
        : { symbols, initial, transition, collectExpanded: addCounts }
    const width = this.chain.symbols
    this.#logInitial = new Float64Array(width * states)
    this.#logTransition = new Float64Array(symbols * width * states)
    for (let k = 0; k < states; k++) {
      for (let v = 0; v < width; v++) {
        this.#logInitial[v * states + k] = Math.log(this.chain.initial[k * width + v]!)
        for (let u = 0; u < symbols; u++) {
          this.#logTransition[(u * width + v) * states + k] = Math.log(
            this.chain.transition[(k * width + u) * width + v]!,
          )
        }
      }
    }
  }

  addLogProbability(group: EncodedGroup, from: number, to: number, out: Float64Array): void {
    const { codes } = symbolGroup(group)
    const { states } = this
    const width = this.chain.symbols
    for (let t = from, o = 0; t < to; t++, o += states) {
      const code = codes[t]!
      if (this.#isMissing(code)) continue
      if (code >= width) {
        out.fill(Number.NEGATIVE_INFINITY, o, o + states)
        continue
      }
      const before = t === from ? this.#symbols : this.#observed(codes[t - 1]!)
      const table = before < this.#symbols ? this.#logTransition : this.#logInitial
      const row = (before < this.#symbols ? before * width + code : code) * states
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
    const pairs = states * symbols
    for (let t = from, o = 0; t < to; t++, o += states) {
      const code = codes[t]!
      if (code < 0 || code >= symbols) continue
      const before = t === from ? symbols : this.#observed(codes[t - 1]!)
      const begin = before < symbols ? pairs + before * symbols + code : code
      const stride = before < symbols ? symbols * symbols : symbols
      for (let k = 0, at = begin; k < states; k++, at += stride)
        statistics[at] = statistics[at]! + responsibilities[o + k]!
    }
  }

  sample(state: number, random: Random, previous: readonly number[] | null): number[] {
    const { initial, transition, symbols: width } = this.chain
    const before = previous?.[0] ?? -1
    const known = before >= 0 && before < this.#symbols
    const begin = known ? (state * width + before) * width : state * width
    return [random.index((known ? transition : initial).subarray(begin, begin + this.#symbols))]
  }

  #isMissing(code: number): boolean {
    return code < 0 || (this.#unknownIsMissing && code >= this.#symbols)
  }

  #observed(before: number): number {
    if (!this.#isMissing(before)) return before
    throw new RangeError(
      'the symbol before an observed one is missing: the states must be expanded by the symbol',
    )
  }
}

function addCounts(initialCounts: Float64Array, pairCounts: Float64Array, statistics: Float64Array): void {
  const pairs = initialCounts.length
  for (let i = 0; i < pairs; i++) statistics[i] = statistics[i]! + initialCounts[i]!
  for (let i = 0; i < pairCounts.length; i++) statistics[pairs + i] = statistics[pairs + i]! + pairCounts[i]!
}

/** The chain over V + 1 symbols; after the unknown one it begins anew. */
function chainWithUnknown(
  initial: Float64Array,
  transition: Float64Array,
  states: number,
  plan: SymbolPlan,
): SymbolChain {
  const symbols = plan.symbols.length
  const width = symbols + 1
  const widerInitial = withUnknown(initial, symbols, plan.counts)
  const widerRows = withUnknown(transition, symbols, plan.counts)
  const widerTransition = new Float64Array(states * width * width)
  for (let k = 0; k < states; k++) {
    const block = widerRows.subarray(k * symbols * width, (k + 1) * symbols * width)
    widerTransition.set(block, k * width * width)
    widerTransition.set(widerInitial.subarray(k * width, (k + 1) * width), (k * width + symbols) * width)
  }
  const collectExpanded = () => {
    throw new RangeError('statistics are collected in training, without hapax')
  }
  return { symbols: width, initial: widerInitial, transition: widerTransition, collectExpanded }
}
