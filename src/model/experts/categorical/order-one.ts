import type { CategoricalConfig } from '../../../config/experts.js'
import type { SymbolPlan } from '../../../encode/encoded.js'
import { ConfigError } from '../../../errors.js'
import type { CompiledExpert, CompileOptions, Expert, ExpertDescription, Maximised } from '../../expert.js'
import type { Parameters } from '../../tensor.js'
import { NO_WEIGHT, settle } from '../estimates.js'
import { fixedParameters, startParameters } from '../start.js'
import { checkRows, normaliseRows } from './check-rows.js'
import { CompiledOrderOne } from './compiled-order-one.js'
import { topSymbols, topTransitions } from './describe.js'
import { Distributions } from './distributions.js'

/** Largest K·V·V, so that the tables fit in memory (400 MB each). */
const LARGEST_TABLE = 5e7

/**
 * A Markov chain over the symbols in each state: p(x_1 | k) = initial[k][x_1], p(x_t | x_{t−1}, k) = transition[k][x_{t−1}][x_t].
 * Statistics: weight of first symbols [K][V], then of pairs [K][V][V].
 */
export class OrderOneExpert implements Expert {
  readonly family = 'categorical'
  readonly columns: readonly string[]
  readonly layout
  readonly start: Parameters
  readonly fixed: readonly string[]
  readonly statisticsLength: number
  readonly freeParameters: number
  readonly #initial: Distributions
  readonly #transition: Distributions

  constructor(
    config: CategoricalConfig,
    private readonly plan: SymbolPlan,
    readonly states: number,
  ) {
    const symbols = plan.symbols.length
    if (states * symbols * symbols > LARGEST_TABLE) {
      throw new ConfigError(
        'too-many-symbols',
        `order: 1 needs states × symbols² numbers; ${states} × ${symbols}² is more than the ${LARGEST_TABLE} allowed`,
        { hint: 'Use order: 0, fewer states, or merge rare symbols' },
      )
    }
    this.columns = plan.columns
    this.layout = {
      initial: { axes: ['state', 'symbol'], shape: [states, symbols] },
      transition: { axes: ['state', 'symbol', 'symbol'], shape: [states, symbols, symbols] },
    } as const
    const start = startParameters(config.start, this.layout)
    this.fixed = fixedParameters(config.fixed, start, this.layout)
    this.validate(start)
    this.start = normaliseRows(start)
    this.statisticsLength = states * symbols * (symbols + 1)
    const { prior } = config
    this.#initial = new Distributions(states, symbols, this.start.initial?.values, prior, plan.counts)
    this.#transition = new Distributions(
      states * symbols,
      symbols,
      this.start.transition?.values,
      prior,
      plan.counts,
    )
    this.freeParameters =
      (this.fixed.includes('initial') ? 0 : this.#initial.freeParameters) +
      (this.fixed.includes('transition') ? 0 : this.#transition.freeParameters)
  }

  compile(parameters: Parameters, options: CompileOptions = {}): CompiledExpert {
    const { initial, transition } = parameters
    return new CompiledOrderOne(
      initial!.values,
      transition!.values,
      this.states,
      this.plan,
      options.hapax ?? false,
    )
  }

  maximise(statistics: Float64Array, previous: Parameters | null): Maximised {
    const symbols = this.plan.symbols.length
    const pairs = this.states * symbols
    const alive = Array.from({ length: this.states }, (_, k) => this.#weight(statistics, k) >= NO_WEIGHT)
    const initial = this.#initial.maximise(
      statistics,
      { offset: 0, row: symbols, symbol: 1 },
      previous?.initial?.values,
      (row) => alive[row]!,
    )
    const transition = this.#transition.maximise(
      statistics,
      { offset: pairs, row: symbols, symbol: 1 },
      previous?.transition?.values,
      (row) => alive[Math.floor(row / symbols)]!,
    )
    return { parameters: settle({ initial, transition }, this, previous), floored: [] }
  }

  /** How many symbols state k gave, first ones and later ones. */
  #weight(statistics: Float64Array, k: number): number {
    const symbols = this.plan.symbols.length
    const pairs = this.states * symbols
    let weight = 0
    for (let i = k * symbols; i < (k + 1) * symbols; i++) weight += statistics[i]!
    for (let i = pairs + k * symbols * symbols; i < pairs + (k + 1) * symbols * symbols; i++)
      weight += statistics[i]!
    return weight
  }

  logPrior(parameters: Parameters): number {
    return (
      this.#initial.logPrior(parameters.initial!.values) +
      this.#transition.logPrior(parameters.transition!.values)
    )
  }

  validate(parameters: Parameters): void {
    checkRows(parameters)
  }

  describe(parameters: Parameters): ExpertDescription {
    const { symbols } = this.plan
    const count = symbols.length
    const initial = parameters.initial!.values
    const transition = parameters.transition!.values
    return {
      title: `categorical (order 1): ${this.columns[0]} (${count} symbol${count === 1 ? '' : 's'})`,
      heads: ['most probable first symbols', 'strongest transitions'],
      rows: Array.from({ length: this.states }, (_, k) => [
        topSymbols(initial.subarray(k * count, (k + 1) * count), symbols),
        topTransitions(transition.subarray(k * count * count, (k + 1) * count * count), symbols),
      ]),
    }
  }
}
