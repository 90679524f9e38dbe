import { type Encoded, MISSING } from '../encode/encoded.js'
import { takeSequences } from '../encode/subset.js'
import type { Engine } from '../inference/engine.js'
import { blindGate, type CompiledModel } from '../model/compile.js'
import { digits, expandSequence } from '../model/expand/expand.js'

/**
 * p(z_T = k, x_T = v | x_{1:T}) [K][V] for the order-1 expert e at the last step of sequence s, given the filtered state
 * marginals [K] there. V counts the symbols of the expert's chain.
 */
export function beliefWithSymbol(
  compiled: CompiledModel,
  engine: Engine,
  data: Encoded,
  s: number,
  e: number,
  filtered: Float64Array,
): Float64Array {
  const { states } = compiled.model
  const { symbols } = compiled.experts[e]!.chain!
  const code = codeAtEnd(data, s, e)
  if (code === MISSING) return expandedBelief(compiled, engine, data, s, e)
  const belief = new Float64Array(states * symbols)
  for (let k = 0; k < states; k++) belief[k * symbols + code] = filtered[k]!
  return belief
}

/** Where the last symbols are missing, the states are expanded by them; the other chains' symbols are summed out. */
function expandedBelief(
  compiled: CompiledModel,
  engine: Engine,
  data: Encoded,
  s: number,
  e: number,
): Float64Array {
  const { model, experts } = compiled
  const { states } = model
  const one = takeSequences(data, [s])
  const steps = one.offsets[1]!
  const chains = [...experts.keys()].filter(
    (i) => experts[i]!.chain !== undefined && (i === e || hasGap(one, i)),
  )
  const logLikelihood = new Float64Array(steps * states)
  for (const [i, expert] of experts.entries()) {
    if (!chains.includes(i)) expert.addLogProbability(one.groups[i]!, 0, steps, logLikelihood)
  }
  const base = { states, steps, ...blindGate(compiled), logLikelihood }
  const { inputs, expansion } = expandSequence(base, chains, experts, one, 0)
  const { filtered } = engine.filter(inputs)
  const { combinations, symbols } = expansion
  const place = chains.indexOf(e)
  const size = symbols[place]!
  const belief = new Float64Array(states * size)
  const last = (steps - 1) * inputs.states
  for (let m = 0; m < combinations; m++) {
    const v = digits(m, symbols)[place]!
    for (let k = 0; k < states; k++) belief[k * size + v]! += filtered[last + k * combinations + m]!
  }
  return belief
}

function codeAtEnd(data: Encoded, s: number, e: number): number {
  const group = data.groups[e]!
  return group.kind === 'symbols' ? group.codes[data.offsets[s + 1]! - 1]! : MISSING
}

function hasGap(data: Encoded, e: number): boolean {
  const group = data.groups[e]!
  return group.kind === 'symbols' && group.codes.some((code) => code === MISSING)
}
