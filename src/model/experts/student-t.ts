import type { StudentTConfig } from '../../config/experts.js'
import type { NumberPlan } from '../../encode/encoded.js'
import { ConfigError } from '../../errors.js'
import type {
  CompiledExpert,
  CompileOptions,
  Expert,
  ExpertDescription,
  ExpertFamily,
  Maximised,
} from '../expert.js'
import type { Parameters, TensorLayout } from '../tensor.js'
import { settle } from './estimates.js'
import { createStructure } from './gaussian/create-structure.js'
import { describeMoments, momentsProblem } from './gaussian/describe.js'
import { gaussianScale, type Scale } from './gaussian/scale.js'
import type { Structure } from './gaussian/structure.js'
import { numberPlan } from './number-columns.js'
import { fixedParameters, startParameters } from './start.js'
import { CompiledStudentT } from './student-t/compiled.js'
import { createVectors } from './student-t/create-vectors.js'
import { describeTails, tailsProblem } from './student-t/degrees-of-freedom.js'
import { climbLaw, type Law } from './student-t/maximise.js'
import { readTail, tailLength } from './student-t/tail.js'

/** Where a fit begins that is given no degrees of freedom: tails that are heavier than a normal law's, but not by much. */
const FIRST_DEGREES_OF_FREEDOM = 10

/** Vectors of numbers with heavy tails: p(x | k) = t(x; μ_k, Σ_k, ν_k), the multivariate t whatever ties Σ (Peel & McLachlan 2000). */
export const studentT: ExpertFamily<StudentTConfig> = {
  family: 'student-t',
  reads: 'number',
  create: (config, plan, states) => new StudentTExpert(config, numberPlan(plan), states),
}

/** `mean` [K][D]; `covariance`, the scale matrices Σ, as in `gaussian`; `degreesOfFreedom` [K], or a single number. */
class StudentTExpert implements Expert {
  readonly family = 'student-t'
  readonly location = 'mean'
  readonly columns: readonly string[]
  readonly layout: Readonly<Record<'mean' | 'covariance' | 'degreesOfFreedom', TensorLayout>>
  readonly start: Parameters
  readonly fixed: readonly string[]
  readonly statisticsLength: number
  readonly freeParameters: number
  readonly #structure: Structure
  readonly #scale: Scale

  constructor(
    private readonly config: StudentTConfig,
    plan: NumberPlan,
    readonly states: number,
  ) {
    this.columns = plan.columns
    this.#scale = gaussianScale(config, plan)
    this.#structure = createStructure(config.covariance, states, this.#scale)
    const own = config.degreesOfFreedom === 'estimated'
    this.layout = {
      mean: { axes: ['state', 'column'], shape: [states, plan.columns.length] },
      covariance: this.#structure.covarianceLayout,
      degreesOfFreedom: own ? { axes: ['state'], shape: [states] } : { axes: [], shape: [] },
    }
    this.start = startParameters(withGivenTails(config), this.layout)
    const fixed = fixedParameters(config.fixed, this.start, this.layout)
    const given = typeof config.degreesOfFreedom === 'number' && !fixed.includes('degreesOfFreedom')
    this.fixed = given ? [...fixed, 'degreesOfFreedom'] : fixed
    this.#check(this.start, this.fixed.includes('covariance') ? 0 : this.#scale.floor)
    this.statisticsLength =
      this.#structure.statisticsLength +
      this.#structure.countsLength +
      states * tailLength(plan.columns.length)
    const free = (name: string, count: number) => (this.fixed.includes(name) ? 0 : count)
    this.freeParameters =
      free('mean', states * plan.columns.length) +
      free('covariance', this.#structure.covarianceParameters) +
      free('degreesOfFreedom', own ? states : 1)
  }

  compile(parameters: Parameters, options: CompileOptions = {}): CompiledExpert {
    const law = this.#law(parameters)
    const countsAt = this.#structure.statisticsLength
    return new CompiledStudentT(
      createVectors(this.config.covariance, this.#structure, law, this.#scale.centre, countsAt),
      this.#structure.compile(law),
      law.degreesOfFreedom,
      this.columns.length,
      countsAt + this.#structure.countsLength,
      options.unweighted ?? false,
    )
  }

  /** A step up, not to the top: the latent precisions of the steps were expected at `previous`. */
  maximise(statistics: Float64Array, previous: Parameters | null): Maximised {
    const structure = this.#structure
    const kept = previous ?? this.start
    const fixed = {
      mean: this.fixed.includes('mean') ? kept.mean!.values : undefined,
      covariance: this.fixed.includes('covariance') ? kept.covariance!.values : undefined,
    }
    const countsAt = structure.statisticsLength
    const tailAt = countsAt + structure.countsLength
    const moments = statistics.subarray(0, countsAt)
    const counts = statistics.subarray(countsAt, tailAt)
    if (previous === null) {
      const { floored, ...estimate } = structure.maximise(moments, null, fixed, counts)
      const degreesOfFreedom = new Float64Array(
        this.layout.degreesOfFreedom.axes.length === 0 ? 1 : this.states,
      ).fill(FIRST_DEGREES_OF_FREEDOM)
      return { parameters: settle({ ...estimate, degreesOfFreedom }, this, null), floored }
    }
    const columns = this.columns.length
    const old = this.#law(previous)
    const tails = Array.from(old.degreesOfFreedom, (nu, k) =>
      readTail(statistics, tailAt + k * tailLength(columns), columns, nu),
    )
    const sharing = this.fixed.includes('degreesOfFreedom')
      ? null
      : this.layout.degreesOfFreedom.axes.length === 0
        ? 'all'
        : 'none'
    const { floored, mean, covariance, degreesOfFreedom } = climbLaw(
      { structure, moments, counts, tails, fixed, sharing },
      old,
    )
    const numbers =
      this.layout.degreesOfFreedom.axes.length === 0 ? degreesOfFreedom.slice(0, 1) : degreesOfFreedom
    return { parameters: settle({ mean, covariance, degreesOfFreedom: numbers }, this, previous), floored }
  }

  logPrior(parameters: Parameters): number {
    return this.#structure.logPrior(this.#law(parameters))
  }

  validate(parameters: Parameters): void {
    this.#check(parameters, 0)
  }

  #check(parameters: Parameters, floor: number): void {
    const problem =
      momentsProblem(parameters, this.#structure, floor) ?? tailsProblem(parameters.degreesOfFreedom?.values)
    if (problem) throw new ConfigError('bad-start', problem.message, { hint: problem.hint })
  }

  /** One ν for each state, whether they share it or not. */
  #law(parameters: Parameters): Law {
    const { values } = parameters.degreesOfFreedom!
    return {
      mean: parameters.mean!.values,
      covariance: parameters.covariance!.values,
      degreesOfFreedom:
        values.length === this.states ? values : new Float64Array(this.states).fill(values[0]!),
    }
  }

  describe(parameters: Parameters): ExpertDescription {
    const law = this.#law(parameters)
    const { covariance } = this.config
    const table = describeMoments(law, covariance, this.#structure, this.#scale, this.columns, 'mean ± scale')
    return {
      title: `student-t (${covariance}): ${table.columns}`,
      heads: [...table.heads, 'degrees of freedom'],
      rows: table.rows.map((row, k) => [...row, describeTails(law.degreesOfFreedom[k]!)]),
    }
  }
}

/** Start values, those of degrees of freedom that are given as a number included. Throws ConfigError where the two differ. */
function withGivenTails({ start, degreesOfFreedom }: StudentTConfig): StudentTConfig['start'] {
  if (typeof degreesOfFreedom !== 'number') return start
  const other = start?.degreesOfFreedom
  if (other !== undefined && other !== degreesOfFreedom) {
    throw new ConfigError(
      'bad-start',
      `start.degreesOfFreedom: expected ${degreesOfFreedom}, at which degreesOfFreedom fixes them, got ${JSON.stringify(other)}`,
      {
        hint: 'Give one of the two; with degreesOfFreedom: estimated the start values are where the fit begins',
      },
    )
  }
  return { ...start, degreesOfFreedom }
}
