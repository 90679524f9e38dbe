import type { GaussianConfig } from '../../config/experts.js'
import type { NumberPlan } from '../../encode/encoded.js'
import { ConfigError } from '../../errors.js'
import type { CompiledExpert, Expert, ExpertDescription, ExpertFamily, Maximised } from '../expert.js'
import type { Parameters, TensorLayout } from '../tensor.js'
import { settle } from './estimates.js'
import { createStructure } from './gaussian/create-structure.js'
import { describeMoments, momentsProblem } from './gaussian/describe.js'
import { gaussianScale, type Scale } from './gaussian/scale.js'
import type { Moments, Structure } from './gaussian/structure.js'
import { numberPlan } from './number-columns.js'
import { fixedParameters, startParameters } from './start.js'

/** Vectors of numbers: p(x | k) = N(x; μ_k, Σ_k), with the covariances as the config ties them. */
export const gaussian: ExpertFamily<GaussianConfig> = {
  family: 'gaussian',
  reads: 'number',
  create: (config, plan, states) => new GaussianExpert(config, numberPlan(plan), states),
}

/** `mean` [K][D]; `covariance` full [K][D][D], diagonal [K][D], spherical [K], tied [D][D]. */
class GaussianExpert implements Expert {
  readonly family = 'gaussian'
  readonly location = 'mean'
  readonly columns: readonly string[]
  readonly layout: Readonly<Record<'mean' | 'covariance', TensorLayout>>
  readonly start: Parameters
  readonly fixed: readonly string[]
  readonly statisticsLength: number
  readonly freeParameters: number
  readonly #structure: Structure
  readonly #scale: Scale

  constructor(
    private readonly config: GaussianConfig,
    plan: NumberPlan,
    readonly states: number,
  ) {
    this.columns = plan.columns
    const columns = plan.columns.length
    const scale = gaussianScale(config, plan)
    this.#scale = scale
    this.#structure = createStructure(config.covariance, states, scale)
    this.layout = {
      mean: { axes: ['state', 'column'], shape: [states, columns] },
      covariance: this.#structure.covarianceLayout,
    }
    this.start = startParameters(config.start, this.layout)
    this.fixed = fixedParameters(config.fixed, this.start, this.layout)
    this.#check(this.start, this.fixed.includes('covariance') ? 0 : scale.floor)
    this.statisticsLength = this.#structure.statisticsLength
    this.freeParameters =
      (this.fixed.includes('mean') ? 0 : states * columns) +
      (this.fixed.includes('covariance') ? 0 : this.#structure.covarianceParameters)
  }

  compile(parameters: Parameters): CompiledExpert {
    return this.#structure.compile(moments(parameters))
  }

  /**
   * With a fixed mean the covariance is the scatter around it; with a fixed covariance the mean is still the weighted mean.
   * A constant column of the training data stands at its floor always, and is not reported as held up.
   */
  maximise(statistics: Float64Array, previous: Parameters | null): Maximised {
    const kept = previous ?? this.start
    const fixed = {
      mean: this.fixed.includes('mean') ? kept.mean!.values : undefined,
      covariance: this.fixed.includes('covariance') ? kept.covariance!.values : undefined,
    }
    const estimate = this.#structure.maximise(statistics, previous === null ? null : moments(previous), fixed)
    const parameters = settle({ mean: estimate.mean, covariance: estimate.covariance }, this, previous)
    return { parameters, floored: estimate.floored }
  }

  logPrior(parameters: Parameters): number {
    return this.#structure.logPrior(moments(parameters))
  }

  validate(parameters: Parameters): void {
    this.#check(parameters, 0)
  }

  #check(parameters: Parameters, floor: number): void {
    const problem = momentsProblem(parameters, this.#structure, floor)
    if (problem) throw new ConfigError('bad-start', problem.message, { hint: problem.hint })
  }

  describe(parameters: Parameters): ExpertDescription {
    const { covariance } = this.config
    const table = describeMoments(
      moments(parameters),
      covariance,
      this.#structure,
      this.#scale,
      this.columns,
      'mean ± sd',
    )
    return { title: `gaussian (${covariance}): ${table.columns}`, heads: table.heads, rows: table.rows }
  }
}

function moments(parameters: Parameters): Moments {
  return { mean: parameters.mean!.values, covariance: parameters.covariance!.values }
}
