import type { Encoded } from '../encode/encoded.js'
import type { BestPath, Engine, Filtered, Likelihood, Smoothed } from '../inference/engine.js'
import type { Random } from '../random.js'
import type { CompiledModel } from './compile.js'
import { foldMarginals, foldPath } from './expand/fold.js'

/**
 * What an engine says about sequence s of the data, over the model's K states. Where the states had to be expanded
 * by missing symbols, the results are folded back: marginals exactly; a path is that of the best expanded path.
 * Arrays are valid until the next call.
 */
export interface SequenceQuestions {
  logLikelihood(s: number): Likelihood
  filter(s: number): Filtered
  smooth(s: number): Smoothed
  bestPath(s: number): BestPath
  bestPaths(s: number, count: number): BestPath[]
  samplePaths(s: number, randoms: readonly Random[]): Int32Array[]
}

export function askSequences(
  compiled: CompiledModel,
  engine: Engine,
  data: Encoded,
  clamp = false,
): SequenceQuestions {
  const inputsOf = (s: number) => compiled.toInferenceInputs(data, s, clamp)
  return {
    logLikelihood: (s) => engine.logLikelihood(inputsOf(s).inputs),
    filter(s) {
      const { inputs, expansion } = inputsOf(s)
      const result = engine.filter(inputs)
      if (expansion === null) return result
      return {
        ...result,
        filtered: foldMarginals(expansion, result.filtered, inputs.steps),
        predicted: foldMarginals(expansion, result.predicted, inputs.steps),
      }
    },
    smooth(s) {
      const { inputs, expansion } = inputsOf(s)
      const result = engine.smooth(inputs)
      if (expansion === null) return result
      return { ...result, smoothed: foldMarginals(expansion, result.smoothed, inputs.steps) }
    },
    bestPath(s) {
      const { inputs, expansion } = inputsOf(s)
      const result = engine.bestPath(inputs)
      return expansion === null ? result : { ...result, path: foldPath(expansion, result.path) }
    },
    bestPaths(s, count) {
      const { inputs, expansion } = inputsOf(s)
      const results = engine.bestPaths(inputs, count)
      return expansion === null ? results : results.map((r) => ({ ...r, path: foldPath(expansion, r.path) }))
    },
    samplePaths(s, randoms) {
      const { inputs, expansion } = inputsOf(s)
      const paths = engine.samplePaths(inputs, randoms)
      return expansion === null ? paths : paths.map((path) => foldPath(expansion, path))
    },
  }
}
