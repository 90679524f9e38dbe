import type { Encoded } from '../encode/encoded.js'
import type { CompiledModel } from '../model/compile.js'
import { askSequences } from '../model/infer.js'
import type { ModelEngine } from '../model/model-engine.js'

/** exp(H(γ_t)) of one row [K] of marginals: 1 where the state is certain, K where nothing is known. */
export function effectiveStates(marginal: ArrayLike<number>, from = 0, states = marginal.length): number {
  let entropy = 0
  for (let k = 0; k < states; k++) {
    const p = marginal[from + k]!
    if (p > 0) entropy -= p * Math.log(p)
  }
  return Math.exp(entropy)
}

/** Mean over all steps of exp(H(γ_t)), γ smoothed: how many states the data leave open. Sequences of probability 0 are left out. */
export function meanEffectiveStates(
  compiled: CompiledModel,
  data: Encoded,
  engine: ModelEngine,
  clamp = false,
): number {
  const ask = askSequences(compiled, engine, data, clamp)
  const all = engine.batch?.smooth(compiled, data, clamp)
  const { states } = compiled.model
  let sum = 0
  let steps = 0
  for (let s = 0; s < data.sequenceIds.length; s++) {
    const { smoothed, impossibleAt } =
      all === undefined
        ? ask.smooth(s)
        : { smoothed: all.posteriors.subarray(data.offsets[s]! * states), impossibleAt: all.impossibleAt[s]! }
    if (impossibleAt >= 0) continue
    const length = data.offsets[s + 1]! - data.offsets[s]!
    for (let t = 0; t < length; t++) sum += effectiveStates(smoothed, t * states, states)
    steps += length
  }
  return sum / steps
}
