import type { Encoded } from '../encode/encoded.js'
import type { Engine } from '../inference/engine.js'
import type { CompiledModel } from '../model/compile.js'
import { askSequences } from '../model/infer.js'
import { beliefWithSymbol } from './joint-belief.js'
import { type MixtureSummary, summariseMixture } from './mixture-quantile.js'
import { nextStates, nextStatesAndSymbols } from './propagate.js'

/** The quantiles of number columns. */
export const forecastQuantiles = [0.05, 0.5, 0.95] as const

/** What a model expects at one step after the end of a sequence. */
export interface Forecast {
  /** [K] p(z_{T+h} = k | x_{1:T}) */
  readonly states: Float64Array
  /** For each expert: its number columns, or its symbols. */
  readonly experts: readonly ExpertForecast[]
}

export type ExpertForecast =
  | { readonly kind: 'numbers'; readonly columns: readonly MixtureSummary[] }
  /** [V] p(x_{T+h} = v | x_{1:T}); with `hapax` they leave out the share of the symbol that training never saw. */
  | { readonly kind: 'symbols'; readonly probabilities: Float64Array }

/**
 * The next `horizon` steps of sequence s: the filtered state at its end, carried on by the gate, exact for every expert.
 * Null where the sequence has probability 0.
 */
export function forecast(
  compiled: CompiledModel,
  data: Encoded,
  engine: Engine,
  s: number,
  horizon: number,
): Forecast[] | null {
  const { states } = compiled.model
  const steps = data.offsets[s + 1]! - data.offsets[s]!
  const { filtered, impossibleAt } = askSequences(compiled, engine, data).filter(s)
  if (impossibleAt >= 0) return null
  let belief: Float64Array = filtered.slice((steps - 1) * states, steps * states)
  const symbolBeliefs = compiled.experts.map((expert, e) =>
    expert.chain === undefined ? null : beliefWithSymbol(compiled, engine, data, s, e, belief),
  )
  return Array.from({ length: horizon }, () => {
    belief = nextStates(compiled, belief)
    const experts = compiled.experts.map((expert, e): ExpertForecast => {
      const group = data.groups[e]!
      if (group.kind === 'numbers')
        return { kind: 'numbers', columns: numberColumns(compiled, e, group.dimension, belief) }
      if (expert.chain === undefined)
        return { kind: 'symbols', probabilities: symbolMixture(compiled, e, group.symbols, belief) }
      symbolBeliefs[e] = nextStatesAndSymbols(compiled, expert.chain, symbolBeliefs[e]!)
      return { kind: 'symbols', probabilities: sumStates(symbolBeliefs[e]!, states, group.symbols) }
    })
    return { states: belief, experts }
  })
}

function numberColumns(
  compiled: CompiledModel,
  e: number,
  dimension: number,
  belief: Float64Array,
): MixtureSummary[] {
  const expert = compiled.experts[e]!
  return Array.from({ length: dimension }, (_, d) => {
    const laws = Array.from(belief, (_, k) => expert.marginal!(k, d))
    return summariseMixture(belief, laws, forecastQuantiles)
  })
}

function symbolMixture(
  compiled: CompiledModel,
  e: number,
  symbols: number,
  belief: Float64Array,
): Float64Array {
  const mixture = new Float64Array(symbols)
  for (const [k, weight] of belief.entries()) {
    const row = compiled.experts[e]!.symbolProbabilities!(k)
    for (let v = 0; v < symbols; v++) mixture[v]! += weight * row[v]!
  }
  return mixture
}

/** [V] of the seen symbols from [K][V or V + 1]. */
function sumStates(belief: Float64Array, states: number, symbols: number): Float64Array {
  const width = belief.length / states
  return Float64Array.from({ length: symbols }, (_, v) => {
    let sum = 0
    for (let k = 0; k < states; k++) sum += belief[k * width + v]!
    return sum
  })
}
