import type { Encoded } from '../encode/encoded.js'
import type { BestPath, Engine } from '../inference/engine.js'
import type { CompiledModel } from '../model/compile.js'
import { foldPath } from '../model/expand/fold.js'

/**
 * The Viterbi path ẑ of sequence s over the model's K states with log p(x, ẑ). Where the states had to be expanded by
 * missing symbols, ẑ is the state path of the best expanded path, and log p(x, ẑ) is summed over these symbols.
 */
export function bestPathOf(
  compiled: CompiledModel,
  engine: Engine,
  data: Encoded,
  s: number,
  clamp = false,
): BestPath {
  const { inputs, expansion } = compiled.toInferenceInputs(data, s, clamp)
  const best = engine.bestPath(inputs)
  if (expansion === null || best.path.length === 0) return best
  const path = foldPath(expansion, best.path)
  const { combinations } = expansion
  const along = inputs.logLikelihood.slice(0, inputs.steps * inputs.states)
  for (let t = 0; t < inputs.steps; t++) {
    for (let i = 0; i < inputs.states; i++) {
      if (Math.floor(i / combinations) !== path[t]) along[t * inputs.states + i] = Number.NEGATIVE_INFINITY
    }
  }
  return { path, logProbability: engine.logLikelihood({ ...inputs, logLikelihood: along }).logLikelihood }
}
