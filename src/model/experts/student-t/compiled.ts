import type { EncodedGroup } from '../../../encode/encoded.js'
import { logGammaRatio } from '../../../math/log-gamma-ratio.js'
import { studentCdf } from '../../../math/student-cdf.js'
import type { Random } from '../../../random.js'
import type { CompiledExpert, Marginal } from '../../expert.js'
import { numberGroup } from '../number-columns.js'
import { type Measured, measuredRoom, STRETCH } from './measured.js'
import { addTail, tailLength } from './tail.js'
import type { Vectors } from './vectors.js'

/** A responsibility that is not worth adding: a million of them are far below the weight of an empty state. */
const NEGLIGIBLE = 1e-20

/**
 * log p(x_o | k) = log Γ((ν + O)/2) − log Γ(ν/2) − (O/2) log ν/2 − ½ log|2πΣ_oo| − ((ν + O)/2) log(1 + δ/ν), O observed cells at
 * squared distance δ: a sub-vector of a multivariate t has a multivariate t law with the same ν.
 */
export class CompiledStudentT implements CompiledExpert {
  /** [K][D + 1] log Γ((ν + O)/2) − log Γ(ν/2) − (O/2) log ν/2 */
  readonly #logNormaliser: Float64Array
  readonly #measured: Measured

  /**
   * `normal`: the normal law with the same means, and the scale matrices as covariances. `tailAt`: where the statistics of the tails
   * begin. `unweighted`: latent precisions count as 1, and the tails are left out.
   */
  constructor(
    private readonly vectors: Vectors,
    private readonly normal: CompiledExpert,
    private readonly degreesOfFreedom: Float64Array,
    private readonly columns: number,
    private readonly tailAt: number,
    private readonly unweighted: boolean,
  ) {
    const width = columns + 1
    this.#measured = measuredRoom(degreesOfFreedom.length)
    this.#logNormaliser = Float64Array.from({ length: degreesOfFreedom.length * width }, (_, at) =>
      logGammaRatio(degreesOfFreedom[Math.floor(at / width)]! / 2, (at % width) / 2),
    )
  }

  addLogProbability(group: EncodedGroup, from: number, to: number, out: Float64Array): void {
    const { values } = numberGroup(group)
    const { columns, degreesOfFreedom } = this
    const { observed, distances, logScales } = this.#measured
    const logNormaliser = this.#logNormaliser
    const states = degreesOfFreedom.length
    for (let begin = from; begin < to; begin += STRETCH) {
      const end = Math.min(begin + STRETCH, to)
      this.vectors.measure(values, begin, end, this.#measured)
      for (let t = 0, o = 0, at = (begin - from) * states; t < end - begin; t++) {
        const count = observed[t]!
        for (let k = 0; k < states; k++, o++, at++) {
          if (count === 0) continue
          const nu = degreesOfFreedom[k]!
          const normaliser = logNormaliser[k * (columns + 1) + count]! + logScales[o]!
          const tail = 0.5 * (nu + count) * Math.log1p(distances[o]! / nu)
          // A deviation beyond the doubles may give ∞ − ∞: it is infinitely far away.
          out[at] = out[at]! + (Number.isNaN(tail) ? Number.NEGATIVE_INFINITY : normaliser - tail)
        }
      }
    }
  }

  collect(
    group: EncodedGroup,
    from: number,
    to: number,
    responsibilities: Float64Array,
    statistics: Float64Array,
  ): void {
    const { values } = numberGroup(group)
    const { columns, degreesOfFreedom, unweighted, tailAt } = this
    const measured = this.#measured
    const states = degreesOfFreedom.length
    const stride = tailLength(columns)
    for (let begin = from; begin < to; begin += STRETCH) {
      const end = Math.min(begin + STRETCH, to)
      this.vectors.measure(values, begin, end, measured)
      this.#weigh(responsibilities, (begin - from) * states, end - begin)
      this.vectors.add(values, begin, end, measured, statistics)
      if (unweighted) continue
      for (let k = 0; k < states; k++)
        addTail(statistics, tailAt + k * stride, columns, measured, end - begin, k, degreesOfFreedom[k]!)
    }
  }

  /** E[u | x_o] = (ν + O)/(ν + δ) weights the moments (Liu & Rubin 1995). Steps infinitely far away, or all missing, weigh nothing. */
  #weigh(responsibilities: Float64Array, at: number, steps: number): void {
    const { degreesOfFreedom, unweighted } = this
    const { observed, distances, weights, weighted } = this.#measured
    const states = degreesOfFreedom.length
    for (let t = 0, o = 0; t < steps; t++) {
      const count = observed[t]!
      for (let k = 0; k < states; k++, o++) {
        const nu = degreesOfFreedom[k]!
        const ratio = distances[o]! / nu
        const responsibility = responsibilities[at + o]!
        const counts =
          count > 0 && responsibility >= NEGLIGIBLE && (unweighted || ratio < Number.POSITIVE_INFINITY)
        weights[o] = counts ? responsibility : 0
        weighted[o] = counts
          ? unweighted
            ? responsibility
            : (responsibility * (1 + count / nu)) / (1 + ratio)
          : 0
      }
    }
  }

  /** μ + (y − μ)/√u, y normal and u ~ Gamma(ν/2, rate ν/2). */
  sample(state: number, random: Random): number[] {
    const half = this.degreesOfFreedom[state]! / 2
    const draw = this.normal.sample(state, random, null)
    const stretch = Math.sqrt(half / random.gamma(half))
    return draw.map((y, d) => {
      const { mean } = this.normal.marginal!(state, d)
      return mean + (y - mean) * stretch
    })
  }

  marginal(state: number, column: number): Marginal {
    const { mean, variance } = this.normal.marginal!(state, column)
    return studentMarginal(mean, variance, this.degreesOfFreedom[state]!)
  }
}

/** `mean` is the centre of symmetry (for ν ≤ 1 the law has no mean); the variance is infinite for ν ≤ 2. */
function studentMarginal(mean: number, squaredScale: number, nu: number): Marginal {
  const scale = Math.sqrt(squaredScale)
  const variance = nu > 2 ? (squaredScale * nu) / (nu - 2) : Number.POSITIVE_INFINITY
  const cumulative = (value: number) => studentCdf((value - mean) / scale, nu)
  return { mean, variance, cumulative, discrete: false }
}
