import type { Encoded } from '../encode/encoded.js'
import type { Engine } from '../inference/engine.js'
import type { CompiledModel } from '../model/compile.js'
import { askSequences } from '../model/infer.js'
import type { ModelEngine } from '../model/model-engine.js'
import type { Random } from '../random.js'

export interface RankedPaths {
  /** [count][N] states from 0, best path first; −1 where a sequence has fewer paths of positive probability. */
  readonly states: readonly Int32Array[]
  /** [count][S] p(path | x) of each sequence; 0 where there is none. */
  readonly probabilities: readonly Float64Array[]
}

/** The `count` most probable state paths of every sequence. */
export function rankPaths(
  compiled: CompiledModel,
  data: Encoded,
  engine: ModelEngine,
  count: number,
): RankedPaths {
  const ask = askSequences(compiled, engine, data)
  const likelihoods = engine.batch?.logLikelihoods(compiled, data, false).logLikelihoods
  const sequences = data.sequenceIds.length
  const states = Array.from({ length: count }, () => new Int32Array(data.offsets[sequences]!).fill(-1))
  const probabilities = Array.from({ length: count }, () => new Float64Array(sequences))
  for (let s = 0; s < sequences; s++) {
    const logLikelihood = likelihoods?.[s] ?? ask.logLikelihood(s).logLikelihood
    for (const [i, { path, logProbability }] of ask.bestPaths(s, count).entries()) {
      states[i]!.set(path, data.offsets[s]!)
      probabilities[i]![s] = Math.exp(logProbability - logLikelihood)
    }
  }
  return { states, probabilities }
}

/** [count][N] paths drawn from p(z | x), states from 0; −1 in sequences of probability 0. */
export function drawPaths(
  compiled: CompiledModel,
  data: Encoded,
  engine: Engine,
  count: number,
  random: Random,
): Int32Array[] {
  const ask = askSequences(compiled, engine, data)
  const sequences = data.sequenceIds.length
  const draws = Array.from({ length: count }, () => new Int32Array(data.offsets[sequences]!).fill(-1))
  for (let s = 0; s < sequences; s++) {
    const randoms = draws.map((_, i) => random.split('path', s, i))
    for (const [i, path] of ask.samplePaths(s, randoms).entries()) draws[i]!.set(path, data.offsets[s]!)
  }
  return draws
}
