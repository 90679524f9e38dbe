import { transitionRow } from '../inference/index.js'
import { blindGate, type CompiledModel } from '../model/compile.js'
import type { SymbolChain } from '../model/expert.js'

/** p(z_{t+1} = k) = Σ_j p(z_t = j)·A_jk: [K] from [K]. */
export function nextStates(compiled: CompiledModel, belief: Float64Array): Float64Array {
  const { states } = compiled.model
  const { transitions } = blindGate(compiled)
  const next = new Float64Array(states)
  const row = new Float64Array(states)
  for (let j = 0; j < states; j++) {
    if (belief[j] === 0) continue
    transitionRow(transitions, states, 0, j, row)
    for (let k = 0; k < states; k++) next[k]! += belief[j]! * row[k]!
  }
  return next
}

/** p(z_{t+1} = k, x_{t+1} = v') = Σ_v [Σ_j p(z_t = j, x_t = v)·A_jk]·B_k(v' | v): [K][V] from [K][V]. */
export function nextStatesAndSymbols(
  compiled: CompiledModel,
  chain: SymbolChain,
  belief: Float64Array,
): Float64Array {
  const { states } = compiled.model
  const { transitions } = blindGate(compiled)
  const V = chain.symbols
  const moved = new Float64Array(states * V)
  const row = new Float64Array(states)
  for (let j = 0; j < states; j++) {
    transitionRow(transitions, states, 0, j, row)
    for (let k = 0; k < states; k++) {
      if (row[k] === 0) continue
      for (let v = 0; v < V; v++) moved[k * V + v]! += belief[j * V + v]! * row[k]!
    }
  }
  const next = new Float64Array(states * V)
  for (let k = 0; k < states; k++) {
    for (let v = 0; v < V; v++) {
      const mass = moved[k * V + v]!
      if (mass === 0) continue
      const from = (k * V + v) * V
      for (let w = 0; w < V; w++) next[k * V + w]! += mass * chain.transition[from + w]!
    }
  }
  return next
}
