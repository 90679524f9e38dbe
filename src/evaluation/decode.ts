import type { Encoded } from '../encode/encoded.js'
import { mostProbable } from '../math/most-probable.js'
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
  const online = method === 'online'
  const marginals = options.posterior === true
  const filtering = online || options.surprise === true
  const smoothing = method === 'posterior' || (method === 'viterbi' && marginals)
  const { batch } = engine
  const filtered = filtering ? batch?.filter(compiled, data, clamp, online && marginals) : undefined
  const smoothed = smoothing ? batch?.smooth(compiled, data, clamp) : undefined
  const paths = method === 'viterbi' ? batch?.bestPaths(compiled, data, clamp) : undefined

  const states = new Int32Array(steps).fill(-1)
  const there = online ? filtered?.filtered : smoothed?.posteriors
  const posterior = marginals ? (there ?? new Float64Array(steps * K).fill(Number.NaN)) : null
  const surprise = options.surprise === true ? new Float64Array(steps).fill(Number.NaN) : null
  const impossible: Impossible[] = []
  for (let s = 0; s < sequences; s++) {
    const from = data.offsets[s]!
    const to = data.offsets[s + 1]!
    const one = filtering && !filtered ? ask.filter(s) : null
    const { impossibleAt } = one ?? possible(s) ?? ask.logLikelihood(s)
    if (impossibleAt >= 0) {
      impossible.push(explainImpossible(compiled, data, s, impossibleAt))
      continue
    }
    if (surprise !== null) {
      const logPredictive = filtered?.logPredictive.subarray(from) ?? one!.logPredictive
      for (let i = from; i < to; i++) surprise[i] = -logPredictive[i - from]!
    }
    if (online && filtered) states.set(filtered.states.subarray(from, to), from)
    else if (online) keep(one!.filtered, from, to)
    else if (smoothed) choose(smoothed.posteriors.subarray(from * K), from, to)
    else if (smoothing) keep(ask.smooth(s).smoothed, from, to)
    if (method === 'viterbi') states.set(paths?.paths.subarray(from, to) ?? ask.bestPath(s).path, from)
    await onSequence?.(s + 1)
  }
  return { states, posterior, surprise, impossible }

  /** What the work over all sequences has found out already. */
  function possible(s: number): { impossibleAt: number } | null {
    const known = filtered ?? smoothed
    if (known) return { impossibleAt: known.impossibleAt[s]! }
    return paths && paths.logProbabilities[s]! > Number.NEGATIVE_INFINITY ? { impossibleAt: -1 } : null
  }

  /** Takes over marginals [T][K] of the steps from … to − 1, and the states that they choose. */
  function keep(found: Float64Array, from: number, to: number): void {
    posterior?.set(found.subarray(0, (to - from) * K), from * K)
    choose(found, from, to)
  }

  function choose(found: Float64Array, from: number, to: number): void {
    for (let i = from; i < to; i++) states[i] = mostProbable(found, (i - from) * K, K)
  }
}
