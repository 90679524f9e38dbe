import type { Random } from '../random.js'
import type { InferenceInputs } from './inputs.js'

/**
 * What training, evaluation and prediction need of inference. The command line picks one engine and hands it down;
 * nobody below asks which one it has.
 *
 * The arrays in a result belong to the engine and are valid until its next call: copy what must stay.
 * They may be longer than the shape that is named. A sequence that is impossible has `logLikelihood` −Infinity and
 * `impossibleAt`; its other arrays are then undefined in content. Nothing is ever NaN.
 */
export interface Engine {
  readonly name: string
  /** Set where this engine approximates (a beam): the exact one behind it. */
  readonly exact?: Engine | undefined
  /** log p(x_{1:T}), nats. */
  logLikelihood(inputs: InferenceInputs): Likelihood
  filter(inputs: InferenceInputs): Filtered
  /**
   * Smoothed marginals; where `transitionCounts` is given, the expected number of transitions
   * Σ_t p(z_t = j, z_{t+1} = k | x) is added to it (length: `transitionCountLength`).
   */
  smooth(inputs: InferenceInputs, transitionCounts?: Float64Array): Smoothed
  /** Pairwise marginals p(z_t = j, z_{t+1} = k | x_{1:T}), [T − 1][K][K], freshly allocated. */
  pairwise(inputs: InferenceInputs): Float64Array
  /** The most probable path (Viterbi); exact ties go to the lower state. */
  bestPath(inputs: InferenceInputs): BestPath
  /** The `count` most probable distinct paths of positive probability, best first. */
  bestPaths(inputs: InferenceInputs, count: number): BestPath[]
  /** Paths drawn from p(z_{1:T} | x_{1:T}) (forward filtering, backward sampling), one by each random stream; empty ones where x is impossible. */
  samplePaths(inputs: InferenceInputs, randoms: readonly Random[]): Int32Array[]
}

export interface Likelihood {
  /** log p(x_{1:T}), nats. */
  readonly logLikelihood: number
  /** First step t (from 0) at which p(x_{1:t}) = 0; −1 where there is none. */
  readonly impossibleAt: number
}

export interface Filtered extends Likelihood {
  /** [T][K] p(z_t = k | x_{1:t}) */
  readonly filtered: Float64Array
  /** [T][K] p(z_t = k | x_{1:t−1}) */
  readonly predicted: Float64Array
  /** [T] log p(x_t | x_{1:t−1}); sums to the log-likelihood. From the impossible step on: −Infinity. */
  readonly logPredictive: Float64Array
}

export interface Smoothed extends Likelihood {
  /** [T][K] p(z_t = k | x_{1:T}) */
  readonly smoothed: Float64Array
}

export interface BestPath {
  /** [T] states from 0; freshly allocated. Empty where every path is impossible. */
  readonly path: Int32Array
  /** log p(x_{1:T}, z_{1:T}), nats; −Infinity where every path is impossible. */
  readonly logProbability: number
}
