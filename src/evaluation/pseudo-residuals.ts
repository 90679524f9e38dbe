import type { Encoded } from '../encode/encoded.js'
import { logFuture } from '../inference/log-future.js'
import { normalQuantile } from '../math/normal-quantile.js'
import type { CompiledModel } from '../model/compile.js'
import { foldMarginals } from '../model/expand/fold.js'
import type { Marginal } from '../model/expert.js'
import type { ModelEngine } from '../model/model-engine.js'
import { createRandom } from '../random.js'

/** Residuals of one number column: standard normal where the model is true, independent too for the forecast ones. */
export interface PseudoResiduals {
  readonly column: string
  /** [N] Φ⁻¹ P(X_t ≤ x_t | x_{1:t−1}); NaN for missing cells and sequences of probability 0. */
  readonly forecast: Float64Array
  /** [N] Φ⁻¹ P(X_t ≤ x_t | x_{1:t−1}, x_{t+1:T}); NaN likewise. */
  readonly smoothed: Float64Array
  /** Whether the column's law is discrete: each residual is then drawn at random from its interval. */
  readonly discrete: boolean
}

export interface ResidualOptions {
  /** Seed of the draws for discrete columns. */
  readonly seed: number
  /** Called and waited for after each sequence: for progress, and for stopping (throw). */
  readonly onSequence?: (done: number) => void | Promise<void>
}

/**
 * Ordinary pseudo-residuals of every number column (Zucchini, MacDonald & Langrock 2016, ch. 6). The law of x_t is the mixture of its
 * states' laws, weighted by what the other steps say of z_t; nothing of step t itself is used, its other columns neither.
 * Columns of symbols have no order and no residuals.
 */
export async function pseudoResiduals(
  compiled: CompiledModel,
  data: Encoded,
  engine: ModelEngine,
  options: ResidualOptions,
): Promise<PseudoResiduals[]> {
  const { states } = compiled.model
  const columns = numberColumns(compiled, data)
  for (let s = 0; s < data.sequenceIds.length; s++) {
    const weights = stateWeights(compiled, data, engine, s)
    if (weights !== null) {
      const from = data.offsets[s]!
      const to = data.offsets[s + 1]!
      for (const { residuals, laws, values, dimension, offset } of columns) {
        const random = createRandom(options.seed, 'pseudo-residuals', residuals.column, s)
        for (let i = from; i < to; i++) {
          const x = values[i * dimension + offset]!
          if (Number.isNaN(x)) continue
          const row = (i - from) * states
          const place = residuals.discrete ? random.uniform() : 0
          residuals.forecast[i] = residual(x, laws, weights.forecast, row, place)
          residuals.smoothed[i] = residual(x, laws, weights.smoothed, row, place)
        }
      }
    }
    await options.onSequence?.(s + 1)
  }
  return columns.map(({ residuals }) => residuals)
}

interface Weights {
  /** [T][K] p(z_t = k | x_{1:t−1}) */
  readonly forecast: Float64Array
  /** [T][K] p(z_t = k | x_{1:t−1}, x_{t+1:T}) */
  readonly smoothed: Float64Array
}

/** What the other steps say of each state; null where the sequence has probability 0. */
function stateWeights(
  compiled: CompiledModel,
  data: Encoded,
  engine: ModelEngine,
  s: number,
): Weights | null {
  const { inputs, expansion } = compiled.toInferenceInputs(data, s)
  const { predicted, impossibleAt } = engine.filter(inputs)
  if (impossibleAt >= 0) return null
  const { states: K, steps: T } = inputs
  const future = logFuture(inputs)
  const smoothed = new Float64Array(T * K)
  for (let t = 0; t < T; t++) {
    const row = t * K
    let most = Number.NEGATIVE_INFINITY
    for (let k = 0; k < K; k++) {
      future[row + k]! += Math.log(predicted[row + k]!)
      most = Math.max(most, future[row + k]!)
    }
    let sum = 0
    for (let k = 0; k < K; k++) sum += smoothed[row + k] = Math.exp(future[row + k]! - most)
    for (let k = 0; k < K; k++) smoothed[row + k]! /= sum
  }
  if (expansion === null) return { forecast: predicted, smoothed }
  return {
    forecast: foldMarginals(expansion, predicted, T),
    smoothed: foldMarginals(expansion, smoothed, T),
  }
}

/** No residual is further out than that of the smallest probability that still has all its digits. */
const furthest = normalQuantile(2 ** -1022)

/** Φ⁻¹ of the mixture's distribution function at x, from whichever tail is the smaller; `place` (0 … 1) in the interval of a discrete law. */
function residual(
  x: number,
  laws: readonly Marginal[],
  weights: Float64Array,
  row: number,
  place: number,
): number {
  let below = 0
  let above = 0
  for (const [k, law] of laws.entries()) {
    const weight = weights[row + k]!
    if (weight === 0) continue
    const atMost = law.cumulative(x)
    const more = law.upper?.(x) ?? 1 - atMost
    if (!law.discrete) {
      below += weight * atMost
      above += weight * more
      continue
    }
    const less = law.cumulative(x - 1)
    const atLeast = law.upper?.(x - 1) ?? 1 - less
    below += weight * (less + place * (atMost - less))
    above += weight * (more + (1 - place) * (atLeast - more))
  }
  const value = below < above ? normalQuantile(below) : -normalQuantile(above)
  return Math.max(furthest, Math.min(-furthest, value))
}

function numberColumns(compiled: CompiledModel, data: Encoded) {
  const steps = data.offsets.at(-1)!
  const { model, experts } = compiled
  return experts.flatMap((expert, e) => {
    const group = data.groups[e]!
    if (group.kind !== 'numbers' || expert.marginal === undefined) return []
    return model.experts[e]!.columns.map((column, offset) => {
      const laws = Array.from({ length: model.states }, (_, k) => expert.marginal!(k, offset))
      const residuals: PseudoResiduals = {
        column,
        forecast: new Float64Array(steps).fill(Number.NaN),
        smoothed: new Float64Array(steps).fill(Number.NaN),
        discrete: laws.every((law) => law.discrete),
      }
      return { residuals, laws, values: group.values, dimension: group.dimension, offset }
    })
  })
}
