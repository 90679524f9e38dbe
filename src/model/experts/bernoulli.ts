import type { BernoulliConfig } from '../../config/experts.js'
import type { EncodedGroup, NumberPlan } from '../../encode/encoded.js'
import { ConfigError } from '../../errors.js'
import type { CompiledExpert, Expert, ExpertDescription, ExpertFamily, Maximised } from '../expert.js'
import type { Parameters } from '../tensor.js'
import { CompiledBernoulli } from './bernoulli/compiled.js'
import { columnNames, columnTable } from './column-table.js'
import { NO_WEIGHT, settle } from './estimates.js'
import { short } from './format.js'
import { columnMean, numberPlan, requireCells } from './number-columns.js'
import { pseudoCounts } from './pseudo-counts.js'
import { fixedParameters, startParameters } from './start.js'

/** Vectors of zeros and ones: p(x | k) = Π_d p_kd^{x_d} (1 − p_kd)^{1 − x_d}, columns independent given the state. */
export const bernoulli: ExpertFamily<BernoulliConfig> = {
  family: 'bernoulli',
  reads: 'number',
  create: (config, plan, states) => new BernoulliExpert(config, numberPlan(plan), states),
}

/**
 * Statistics [D][2][K]: weight of the zeros, weight of the ones. A start probability of exactly 0 or 1 is structural.
 * Prior: Σ_kd b_d log p_kd + a_d log(1 − p_kd), a beta law with a_d and b_d pseudo-observations of 0 and 1. Like the training
 * data (base: data) means the rate (ones + ½)/(cells + 1), so that it is never 0 or 1.
 */
class BernoulliExpert implements Expert {
  readonly family = 'bernoulli'
  readonly columns: readonly string[]
  readonly layout
  readonly start: Parameters
  readonly fixed: readonly string[]
  readonly statisticsLength: number
  readonly freeParameters: number
  /** [D] */
  readonly #baseRates: readonly number[]
  /** [D] pseudo-observations of 0 and 1 */
  readonly #pseudo: readonly Float64Array[]
  readonly #structural: (at: number) => boolean

  constructor(
    config: BernoulliConfig,
    plan: NumberPlan,
    readonly states: number,
  ) {
    this.columns = plan.columns
    const columns = plan.columns.length
    this.layout = { probability: { axes: ['state', 'column'], shape: [states, columns] } } as const
    this.start = startParameters(config.start, this.layout)
    this.fixed = fixedParameters(config.fixed, this.start, this.layout)
    this.validate(this.start)
    this.statisticsLength = 2 * columns * states
    const start = this.start.probability?.values
    this.#structural = (at) => start?.[at] === 0 || start?.[at] === 1
    const structural = start?.reduce((n, _, at) => n + Number(this.#structural(at)), 0) ?? 0
    this.freeParameters = this.fixed.length > 0 ? 0 : columns * states - structural
    this.#baseRates = plan.columns.map((_, d) => {
      const cells = plan.counts[d]!
      return (columnMean(plan, d, 0.5) * cells + 0.5) / (cells + 1)
    })
    this.#pseudo = this.#baseRates.map((rate) => pseudoCounts(config.prior, [1 - rate, rate]))
  }

  compile(parameters: Parameters): CompiledExpert {
    return new CompiledBernoulli(parameters.probability!.values, this.states, this.columns.length)
  }

  maximise(statistics: Float64Array, previous: Parameters | null): Maximised {
    const columns = this.columns.length
    const probability = new Float64Array(this.states * columns)
    const before = previous?.probability?.values
    for (let k = 0; k < this.states; k++) {
      for (let d = 0; d < columns; d++) {
        const at = k * columns + d
        const zeros = statistics[2 * d * this.states + k]!
        const ones = statistics[(2 * d + 1) * this.states + k]!
        const [pseudoZeros, pseudoOnes] = this.#pseudo[d] as unknown as [number, number]
        if (this.#structural(at)) probability[at] = this.start.probability!.values[at]!
        else if (zeros + ones < NO_WEIGHT) probability[at] = before?.[at] ?? this.#baseRates[d]!
        else probability[at] = (ones + pseudoOnes) / (zeros + ones + pseudoZeros + pseudoOnes)
      }
    }
    return { parameters: settle({ probability }, this, previous), floored: [] }
  }

  logPrior(parameters: Parameters): number {
    let sum = 0
    parameters.probability!.values.forEach((p, at) => {
      if (this.#structural(at)) return
      const [zeros, ones] = this.#pseudo[at % this.columns.length] as unknown as [number, number]
      if (ones > 0) sum += ones * Math.log(p)
      if (zeros > 0) sum += zeros * Math.log1p(-p)
    })
    return sum
  }

  validate(parameters: Parameters): void {
    const bad = parameters.probability?.values.find((p) => !(p >= 0 && p <= 1))
    if (bad !== undefined) {
      throw new ConfigError(
        'bad-start',
        `start.probability: expected probabilities from 0 to 1, got ${bad}`,
        {
          hint: 'Give the probability of a 1 for each state and column',
        },
      )
    }
  }

  validateData(group: EncodedGroup, place: (step: number) => { source: string; line: number }): void {
    requireCells(
      group,
      this.columns,
      place,
      (x) => x === 0 || x === 1,
      '0 or 1',
      'Mend the cell, or use the family poisson for counts, categorical for categories',
    )
  }

  describe(parameters: Parameters): ExpertDescription {
    const { values } = parameters.probability!
    const value = (k: number, d: number) => values[k * this.columns.length + d]!
    const text = (k: number, d: number) => short(value(k, d))
    const table = columnTable(this.columns, this.states, 'probability of 1', text, 'most probable', value)
    return { title: `bernoulli: ${columnNames(this.columns)}`, ...table }
  }
}
