import type { EncodedGroup } from '../../../encode/encoded.js'
import { logGammaRatio } from '../../../math/log-gamma-ratio.js'
import { studentCdf } from '../../../math/student-cdf.js'
import type { Random } from '../../../random.js'
import type { CompiledExpert, Marginal } from '../../expert.js'
import { numberGroup } from '../number-columns.js'
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
    this.#logNormaliser = Float64Array.from({ length: degreesOfFreedom.length * width }, (_, at) =>
      logGammaRatio(degreesOfFreedom[Math.floor(at / width)]! / 2, (at % width) / 2),
    )
  }

  addLogProbability(group: EncodedGroup, from: number, to: number, out: Float64Array): void {
    const { values } = numberGroup(group)
    const { vectors, columns, degreesOfFreedom } = this
    const { distances, logScales } = vectors
    const logNormaliser = this.#logNormaliser
    const states = degreesOfFreedom.length
    for (let t = from, o = 0; t < to; t++, o += states) {
      const observed = vectors.measure(values, t * columns)
      if (observed === 0) continue
      for (let k = 0; k < states; k++) {
        const nu = degreesOfFreedom[k]!
        const normaliser = logNormaliser[k * (columns + 1) + observed]! + logScales[k]!
        const tail = 0.5 * (nu + observed) * Math.log1p(distances[k]! / nu)
        // A deviation beyond the doubles may give ∞ − ∞: it is infinitely far away.
        out[o + k] = out[o + k]! + (Number.isNaN(tail) ? Number.NEGATIVE_INFINITY : normaliser - tail)
      }
    }
  }

  /** E[u | x_o] = (ν + O)/(ν + δ) weights the moments (Liu & Rubin 1995). */
  collect(
    group: EncodedGroup,
    from: number,
    to: number,
    responsibilities: Float64Array,
    statistics: Float64Array,
  ): void {
    const { values } = numberGroup(group)
    const { vectors, columns, degreesOfFreedom, unweighted, tailAt } = this
    const { distances } = vectors
    const states = degreesOfFreedom.length
    const stride = tailLength(columns)
    for (let t = from, o = 0; t < to; t++, o += states) {
      const begin = t * columns
      const observed = vectors.measure(values, begin)
      if (observed === 0) continue
      for (let k = 0; k < states; k++) {
        const weight = responsibilities[o + k]!
        if (weight < NEGLIGIBLE) continue
        if (unweighted) {
          vectors.add(values, begin, k, weight, 1, statistics)
          continue
        }
        const nu = degreesOfFreedom[k]!
        const ratio = distances[k]! / nu
        if (!(ratio < Number.POSITIVE_INFINITY)) continue
        vectors.add(values, begin, k, weight, (1 + observed / nu) / (1 + ratio), statistics)
        addTail(statistics, tailAt + k * stride, columns, observed, weight, ratio)
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
