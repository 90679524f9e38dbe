import type { Model, ModelParameters } from '../model/model.js'
import type { Statistics } from '../model/statistics.js'

export interface Maximisation {
  readonly parameters: ModelParameters
  /** States (from 0) whose variance the floor held up. */
  readonly floored: readonly number[]
}

/** M-step: gate and experts maximise their part of the expected complete-data log-likelihood plus log prior. */
export function maximisation(model: Model, statistics: Statistics, previous: ModelParameters): Maximisation {
  const floored = new Set<number>()
  const experts = model.experts.map((expert, e) => {
    const result = expert.maximise(statistics.experts[e]!, previous.experts[e]!)
    for (const k of result.floored) floored.add(k)
    return result.parameters
  })
  const gate = model.gate.maximise(statistics.gate, previous.gate)
  return { parameters: { gate, experts }, floored: [...floored].sort((a, b) => a - b) }
}
