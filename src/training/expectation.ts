import type { Encoded } from '../encode/encoded.js'
import type { Engine } from '../inference/engine.js'
import { transitionCountLength } from '../inference/inputs.js'
import { blindGate, type CompiledModel } from '../model/compile.js'
import { collectExpanded, foldMarginals } from '../model/expand/fold.js'
import type { Expectation, ModelEngine } from '../model/model-engine.js'
import type { Statistics } from '../model/statistics.js'

/** E-step: adds the expected sufficient statistics of all sequences to `statistics` (which the caller has cleared). */
export function expectation(
  compiled: CompiledModel,
  data: Encoded,
  engine: ModelEngine,
  statistics: Statistics,
): Expectation {
  if (engine.batch !== undefined) return engine.batch.expectation(compiled, data, statistics)
  const everySequence = Array.from({ length: data.offsets.length - 1 }, (_, s) => s)
  return expectationOf(compiled, data, everySequence, engine, statistics)
}

/** The E-step of some sequences, one after the other. */
export function expectationOf(
  compiled: CompiledModel,
  data: Encoded,
  sequences: readonly number[],
  engine: Engine,
  statistics: Statistics,
): Expectation {
  const { states } = compiled.model
  const initial = statistics.gate.subarray(0, states)
  const visits = statistics.gate.subarray(states, 2 * states)
  const transitions = statistics.gate.subarray(2 * states)
  const counts = transitions.length > 0 ? transitions : undefined
  let logLikelihood = 0

  for (const s of sequences) {
    const from = data.offsets[s]!
    const to = data.offsets[s + 1]!
    const { inputs, expansion } = compiled.toInferenceInputs(data, s, true)
    const expandedCounts =
      expansion && new Float64Array(transitionCountLength(inputs.transitions, inputs.states))
    const result = engine.smooth(inputs, expandedCounts ?? counts)
    if (result.impossibleAt >= 0) {
      return {
        logLikelihood: Number.NEGATIVE_INFINITY,
        impossible: { sequence: s, step: result.impossibleAt },
      }
    }
    logLikelihood += result.logLikelihood
    let smoothed = result.smoothed
    if (expansion !== null && expandedCounts !== null) {
      smoothed = foldMarginals(expansion, result.smoothed, inputs.steps)
      const pairs = new Float64Array(states * states)
      collectExpanded(
        compiled,
        expansion,
        result.smoothed,
        expandedCounts,
        pairs,
        (e) => statistics.experts[e]!,
      )
      if (counts !== undefined) addPairs(compiled, pairs, counts)
    }
    addVisits(smoothed, to - from, states, initial, visits)
    for (let e = 0; e < compiled.experts.length; e++) {
      if (expansion?.experts.includes(e)) continue
      compiled.experts[e]!.collect(data.groups[e]!, from, to, smoothed, statistics.experts[e]!)
    }
  }
  return { logLikelihood, impossible: null }
}

function addVisits(
  smoothed: Float64Array,
  steps: number,
  states: number,
  initial: Float64Array,
  visits: Float64Array,
) {
  if (steps === 0) return
  for (let k = 0; k < states; k++) initial[k]! += smoothed[k]!
  for (let t = 0; t < steps; t++) for (let k = 0; k < states; k++) visits[k]! += smoothed[t * states + k]!
}

/** Adds [K][K] counts to the gate's own layout of transition counts. */
function addPairs(compiled: CompiledModel, pairs: Float64Array, out: Float64Array): void {
  const { transitions } = blindGate(compiled)
  const { states } = compiled.model
  if (transitions.kind !== 'sparse') {
    for (let i = 0; i < pairs.length; i++) out[i]! += pairs[i]!
    return
  }
  for (let j = 0; j < states; j++) {
    for (let i = transitions.rowStarts[j]!; i < transitions.rowStarts[j + 1]!; i++)
      out[i]! += pairs[j * states + transitions.columns[i]!]!
  }
}
