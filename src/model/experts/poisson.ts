import type { PoissonConfig } from '../../config/experts.js'
import type { EncodedGroup, NumberPlan } from '../../encode/encoded.js'
import { ConfigError } from '../../errors.js'
import type { CompiledExpert, Expert, ExpertDescription, ExpertFamily, Maximised } from '../expert.js'
import type { Parameters } from '../tensor.js'
import { columnNames, columnTable } from './column-table.js'
import { NO_WEIGHT, settle } from './estimates.js'
import { short } from './format.js'
import { columnMean, numberPlan, requireCells } from './number-columns.js'
import { CompiledPoisson } from './poisson/compiled.js'
import { fixedParameters, startParameters } from './start.js'

/** Counts: p(x | k) = Π_d λ_kd^{x_d} e^{−λ_kd} / x_d!, columns independent given the state. */
export const poisson: ExpertFamily<PoissonConfig> = {
  family: 'poisson',
  reads: 'number',
  create: (config, plan, states) => new PoissonExpert(config, numberPlan(plan), states),
}

/**
 * Statistics [D][2][K]: weight of the observed cells, weighted sum. A start rate of exactly 0 is a structural zero.
 * Prior: Σ_kd s·(m_d log λ_kd − λ_kd), the gamma law of s pseudo-observations at the column mean m_d.
 */
class PoissonExpert implements Expert {
  readonly family = 'poisson'
  readonly location = 'rate'
  readonly columns: readonly string[]
  readonly layout
  readonly start: Parameters
  readonly fixed: readonly string[]
  readonly statisticsLength: number
  readonly freeParameters: number
  readonly #strength: number
  readonly #means: readonly number[]
  readonly #structuralZero: (at: number) => boolean

  constructor(
    config: PoissonConfig,
    plan: NumberPlan,
    readonly states: number,
  ) {
    this.columns = plan.columns
    const columns = plan.columns.length
    this.layout = { rate: { axes: ['state', 'column'], shape: [states, columns] } } as const
    this.start = startParameters(config.start, this.layout)
    this.fixed = fixedParameters(config.fixed, this.start, this.layout)
    this.validate(this.start)
    this.statisticsLength = 2 * columns * states
    const start = this.start.rate?.values
    this.#structuralZero = (at) => start?.[at] === 0
    this.freeParameters =
      this.fixed.length > 0
        ? 0
        : columns * states - (start?.reduce((n, rate) => n + Number(rate === 0), 0) ?? 0)
    this.#strength = config.prior?.strength ?? 0
    this.#means = plan.columns.map((_, column) => columnMean(plan, column, 1))
  }

  compile(parameters: Parameters): CompiledExpert {
    return new CompiledPoisson(parameters.rate!.values, this.states, this.columns.length)
  }

  maximise(statistics: Float64Array, previous: Parameters | null): Maximised {
    const columns = this.columns.length
    const rate = new Float64Array(this.states * columns)
    const before = previous?.rate?.values
    for (let k = 0; k < this.states; k++) {
      for (let d = 0; d < columns; d++) {
        const at = k * columns + d
        const weight = statistics[2 * d * this.states + k]!
        const sum = statistics[(2 * d + 1) * this.states + k]!
        const mean = this.#means[d]!
        if (this.#structuralZero(at)) rate[at] = 0
        else if (weight < NO_WEIGHT) rate[at] = before?.[at] ?? mean
        else rate[at] = (sum + this.#strength * mean) / (weight + this.#strength)
      }
    }
    return { parameters: settle({ rate }, this, previous), floored: [] }
  }

  logPrior(parameters: Parameters): number {
    if (this.#strength === 0) return 0
    let sum = 0
    parameters.rate!.values.forEach((rate, at) => {
      if (this.#structuralZero(at)) return
      const mean = this.#means[at % this.columns.length]!
      sum += this.#strength * ((mean > 0 ? mean * Math.log(rate) : 0) - rate)
    })
    return sum
  }

  validate(parameters: Parameters): void {
    const bad = parameters.rate?.values.find((rate) => !(rate >= 0 && rate < Number.POSITIVE_INFINITY))
    if (bad !== undefined) {
      throw new ConfigError('bad-start', `start.rate: expected rates that are not negative, got ${bad}`, {
        hint: 'Give the mean count of each state',
      })
    }
  }

  validateData(group: EncodedGroup, place: (step: number) => { source: string; line: number }): void {
    requireCells(
      group,
      this.columns,
      place,
      (x) => x >= 0 && Number.isInteger(x),
      'a count (a whole number that is not negative)',
      'Mend the cell, or use the family gaussian for numbers that are not counts',
    )
  }

  describe(parameters: Parameters): ExpertDescription {
    const { values } = parameters.rate!
    const value = (k: number, d: number) => values[k * this.columns.length + d]!
    const text = (k: number, d: number) => short(value(k, d))
    const table = columnTable(this.columns, this.states, 'rate', text, 'highest', value)
    return { title: `poisson: ${columnNames(this.columns)}`, ...table }
  }
}
