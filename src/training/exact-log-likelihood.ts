import type { Encoded } from '../encode/encoded.js'
import type { CompiledModel } from '../model/compile.js'
import type { ModelEngine } from '../model/model-engine.js'

/** log p(x) of all sequences with known states clamped, nats, by the engine itself or the exact one behind it. */
export function exactLogLikelihood(compiled: CompiledModel, data: Encoded, engine: ModelEngine): number {
  return totalLogLikelihood(compiled, data, engine.exact ?? engine)
}

/** log p(x) of all sequences with known states clamped, nats, as an engine sees it. */
export function totalLogLikelihood(compiled: CompiledModel, data: Encoded, engine: ModelEngine): number {
  if (engine.batch !== undefined)
    return engine.batch.logLikelihoods(compiled, data, true).logLikelihoods.reduce((a, b) => a + b, 0)
  let sum = 0
  for (let s = 0; s + 1 < data.offsets.length; s++)
    sum += engine.logLikelihood(compiled.toInferenceInputs(data, s, true).inputs).logLikelihood
  return sum
}
