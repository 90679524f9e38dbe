import type { Encoded } from '../encode/encoded.js'
import { effectiveNumber } from '../math/effective-number.js'
import type { CompiledModel } from '../model/compile.js'
import { askSequences } from '../model/infer.js'
import type { ModelEngine } from '../model/model-engine.js'

/** exp(H(γ_t)) of one row [K] of marginals: 1 where the state is certain, K where nothing is known. */
export const effectiveStates = effectiveNumber

/** Mean over all steps of exp(H(γ_t)), γ smoothed: how many states the data leave open. Sequences of probability 0 are left out. */
export function meanEffectiveStates(
  compiled: CompiledModel,
  data: Encoded,
  engine: ModelEngine,
  clamp = false,
): number {
  const ask = askSequences(compiled, engine, data, clamp)
  const all = engine.batch?.effectiveStates(compiled, data, clamp)
  const { states } = compiled.model
  let sum = 0
  let steps = 0
  for (let s = 0; s < data.sequenceIds.length; s++) {
    const from = data.offsets[s]!
    const length = data.offsets[s + 1]! - from
    if (all === undefined) {
      const { smoothed, impossibleAt } = ask.smooth(s)
      if (impossibleAt >= 0) continue
      for (let t = 0; t < length; t++) sum += effectiveStates(smoothed, t * states, states)
    } else {
      if (all.impossibleAt[s]! >= 0) continue
      for (let t = 0; t < length; t++) sum += all.effective[from + t]!
    }
    steps += length
  }
  return sum / steps
}
