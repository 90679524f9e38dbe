import type { CategoricalConfig } from '../../../config/experts.js'
import type { SymbolPlan } from '../../../encode/encoded.js'
import type { CompiledExpert, CompileOptions, Expert, ExpertDescription, Maximised } from '../../expert.js'
import type { Parameters } from '../../tensor.js'
import { settle } from '../estimates.js'
import { fixedParameters, startParameters } from '../start.js'
import { checkRows, normaliseRows } from './check-rows.js'
import { CompiledOrderZero } from './compiled-order-zero.js'
import { topSymbols } from './describe.js'
import { Distributions } from './distributions.js'

/** p(x | k) = probabilities[k][x]. Statistics [V][K]: weight of each symbol. */
export class OrderZeroExpert implements Expert {
  readonly family = 'categorical'
  readonly columns: readonly string[]
  readonly layout
  readonly start: Parameters
  readonly fixed: readonly string[]
  readonly statisticsLength: number
  readonly freeParameters: number
  readonly #distributions: Distributions

  constructor(
    config: CategoricalConfig,
    private readonly plan: SymbolPlan,
    readonly states: number,
  ) {
    const symbols = plan.symbols.length
    this.columns = plan.columns
    this.layout = { probabilities: { axes: ['state', 'symbol'], shape: [states, symbols] } } as const
    const start = startParameters(config.start, this.layout)
    this.fixed = fixedParameters(config.fixed, start, this.layout)
    this.validate(start)
    this.start = normaliseRows(start)
    this.statisticsLength = symbols * states
    this.#distributions = new Distributions(
      states,
      symbols,
      this.start.probabilities?.values,
      config.prior,
      plan.counts,
    )
    this.freeParameters = this.fixed.length > 0 ? 0 : this.#distributions.freeParameters
  }

  compile(parameters: Parameters, options: CompileOptions = {}): CompiledExpert {
    return new CompiledOrderZero(
      parameters.probabilities!.values,
      this.states,
      this.plan,
      options.hapax ?? false,
    )
  }

  maximise(statistics: Float64Array, previous: Parameters | null): Maximised {
    const layout = { offset: 0, row: 1, symbol: this.states }
    const probabilities = this.#distributions.maximise(statistics, layout, previous?.probabilities?.values)
    return { parameters: settle({ probabilities }, this, previous), floored: [] }
  }

  logPrior(parameters: Parameters): number {
    return this.#distributions.logPrior(parameters.probabilities!.values)
  }

  validate(parameters: Parameters): void {
    checkRows(parameters)
  }

  describe(parameters: Parameters): ExpertDescription {
    const { symbols } = this.plan
    const { values } = parameters.probabilities!
    return {
      title: `categorical: ${this.columns[0]} (${symbols.length} symbol${symbols.length === 1 ? '' : 's'})`,
      heads: ['most probable symbols'],
      rows: Array.from({ length: this.states }, (_, k) => [
        topSymbols(values.subarray(k * symbols.length, (k + 1) * symbols.length), symbols),
      ]),
    }
  }
}
