import type { Encoded } from '../encode/encoded.js'
import type { Engine } from '../inference/engine.js'
import type { CompiledModel } from './compile.js'
import type { Statistics } from './statistics.js'

/** An engine for single sequences that may also do a model's work over a whole data set at once. */
export interface ModelEngine extends Engine {
  readonly batch?: BatchEngine | undefined
}

/** Work over all sequences of a data set. The same bits whatever the number of threads. */
export interface BatchEngine {
  /** E-step: adds the expected sufficient statistics of all sequences to `statistics`, with known states clamped. */
  expectation(compiled: CompiledModel, data: Encoded, statistics: Statistics): Expectation
  /** [S] log p(x), nats, and the first impossible step of each sequence, −1 where there is none. */
  logLikelihoods(compiled: CompiledModel, data: Encoded, clamp: boolean): BatchLikelihoods
  /** Smoothed marginals of all sequences. */
  smooth(compiled: CompiledModel, data: Encoded, clamp: boolean): BatchPosteriors
  /** The effective number of states of every step, without room for all marginals. */
  effectiveStates(compiled: CompiledModel, data: Encoded, clamp: boolean): BatchEffectiveStates
  /**
   * What is known of each step from it and those before; `marginals`: keep them all. null where the engine does not do it for
   * this model: ask for one sequence after the other.
   */
  filter(compiled: CompiledModel, data: Encoded, clamp: boolean, marginals: boolean): BatchFiltered | null
  /**
   * [N] the most probable paths, −1 in impossible sequences; [S] log p(x, ẑ), nats. null where the engine does not do
   * it for this model: ask for one sequence after the other.
   */
  bestPaths(compiled: CompiledModel, data: Encoded, clamp: boolean): BatchPaths | null
}

export interface Expectation {
  /** log p(x), with known states clamped: log p(x, z known), nats; −Infinity where a sequence is impossible. */
  readonly logLikelihood: number
  /** The first impossible sequence and its first impossible step (from 0), if there is one. */
  readonly impossible: { readonly sequence: number; readonly step: number } | null
}

export interface BatchLikelihoods {
  readonly logLikelihoods: Float64Array
  readonly impossibleAt: Int32Array
}

export interface BatchPosteriors extends BatchLikelihoods {
  /** [N][K] p(z_t = k | x); NaN in sequences of probability 0. */
  readonly posteriors: Float64Array
}

export interface BatchEffectiveStates extends BatchLikelihoods {
  /** [N] exp(H(p(z_t | x))); NaN in sequences of probability 0. */
  readonly effective: Float64Array
}

/** NaN, and states −1, in sequences of probability 0. */
export interface BatchFiltered extends BatchLikelihoods {
  /** [N] log p(x_t | x_{1:t−1}), nats */
  readonly logPredictive: Float64Array
  /** [N] the state with the greatest p(z_t | x_{1:t}); exact ties go to the lower state */
  readonly states: Int32Array
  /** [N][K] p(z_t = k | x_{1:t}); null where not asked for */
  readonly filtered: Float64Array | null
}

export interface BatchPaths {
  readonly paths: Int32Array
  readonly logProbabilities: Float64Array
}
