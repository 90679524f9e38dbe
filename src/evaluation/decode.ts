import type { Encoded } from '../encode/encoded.js'
import type { CompiledModel } from '../model/compile.js'
import { askSequences } from '../model/infer.js'
import type { ModelEngine } from '../model/model-engine.js'
import { explainImpossible, type Impossible } from './impossible.js'

/**
 * How a state is chosen at each step: `viterbi` the most probable path, `posterior` the most probable state given the
 * whole sequence, `online` given the past and present alone.
 */
export type DecodeMethod = 'viterbi' | 'posterior' | 'online'

export interface DecodeOptions {
  readonly method: DecodeMethod
  readonly clamp?: boolean
  /** Keep the marginals of every step. */
  readonly posterior?: boolean
  /** Keep the surprise of every step. */
  readonly surprise?: boolean
  readonly onSequence?: (done: number) => void | Promise<void>
}

/** What is known of the hidden states of data with N steps in all; sequences of probability 0 stay empty. */
export interface Decoded {
  /** [N] states from 0; −1 in sequences of probability 0. */
  readonly states: Int32Array
  /** [N][K] smoothed marginals, filtered ones for `online`; NaN in sequences of probability 0. Null where not asked for. */
  readonly posterior: Float64Array | null
  /** [N] −log p(x_t | x_{1:t−1}), nats; NaN in sequences of probability 0. Null where not asked for. */
  readonly surprise: Float64Array | null
  readonly impossible: readonly Impossible[]
}

export async function decode(
  compiled: CompiledModel,
  data: Encoded,
  engine: ModelEngine,
  options: DecodeOptions,
): Promise<Decoded> {
  const { method, clamp = false, onSequence } = options
  const ask = askSequences(compiled, engine, data, clamp)
  const sequences = data.sequenceIds.length
  const steps = data.offsets[sequences]!
  const K = compiled.model.states
  const states = new Int32Array(steps).fill(-1)
  const posterior = options.posterior === true ? new Float64Array(steps * K).fill(Number.NaN) : null
  const surprise = options.surprise === true ? new Float64Array(steps).fill(Number.NaN) : null
  const impossible: Impossible[] = []
  const smoothing = method === 'posterior' || (method === 'viterbi' && posterior !== null)
  const smoothed = smoothing ? engine.batch?.smooth(compiled, data, clamp) : undefined
  const paths = method === 'viterbi' ? engine.batch?.bestPaths(compiled, data, clamp) : undefined
  for (let s = 0; s < sequences; s++) {
    const from = data.offsets[s]!
    const length = data.offsets[s + 1]! - from
    const filtering = surprise !== null || method === 'online' ? ask.filter(s) : null
    const { impossibleAt } = filtering ?? possible(s) ?? ask.logLikelihood(s)
    if (impossibleAt >= 0) {
      impossible.push(explainImpossible(compiled, data, s, impossibleAt))
      continue
    }
    if (filtering !== null) {
      if (surprise !== null)
        for (let t = 0; t < length; t++) surprise[from + t] = -filtering.logPredictive[t]!
      if (method === 'online') keep(filtering.filtered, from, length)
    }
    if (smoothed !== undefined) keep(smoothed.posteriors.subarray(from * K), from, length)
    else if (smoothing) keep(ask.smooth(s).smoothed, from, length)
    if (method === 'viterbi')
      states.set(paths?.paths.subarray(from, from + length) ?? ask.bestPath(s).path, from)
    await onSequence?.(s + 1)
  }
  return { states, posterior, surprise, impossible }

  /** What the work over all sequences has found out already. */
  function possible(s: number): { impossibleAt: number } | null {
    if (smoothed !== undefined) return { impossibleAt: smoothed.impossibleAt[s]! }
    const found =
      paths !== undefined && paths !== null && paths.logProbabilities[s]! > Number.NEGATIVE_INFINITY
    return found ? { impossibleAt: -1 } : null
  }

  function keep(marginals: Float64Array, from: number, length: number): void {
    posterior?.set(marginals.subarray(0, length * K), from * K)
    for (let t = 0; t < length; t++) states[from + t] = mostProbable(marginals, t * K, K)
  }
}

/** The state with the largest marginal; exact ties go to the lower state. */
function mostProbable(marginals: Float64Array, from: number, states: number): number {
  let best = 0
  for (let k = 1; k < states; k++) if (marginals[from + k]! > marginals[from + best]!) best = k
  return best
}
