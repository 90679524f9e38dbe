import { createReferenceEngine, type InferenceInputs } from '../../src/inference/index.js'
import { createRandom } from '../../src/random.js'
import { entry } from '../inference/oracle.js'
import { type Kind, type ModelShape, randomModel } from '../inference/random-model.js'

/** Random models of up to 40 states, with and without structural zeros and impossible observations. */
export function* manyModels(
  kind: Kind,
  count: number,
): Generator<{ inputs: InferenceInputs; epsilon: number }> {
  const random = createRandom(7, 'beam', kind)
  for (let seed = 0; seed < count; seed++) {
    const pick = <T>(values: readonly T[]) => values[random.integer(values.length)]!
    const shape: ModelShape = {
      seed,
      states: 1 + random.integer(40),
      steps: 1 + random.integer(30),
      zeros: pick([0, 0, 0.3, 0.8]),
      impossible: pick([0, 0, 0.1]),
      missing: pick([0, 0.3]),
      spread: pick([0.5, 2, 10, 300]),
      tiny: pick([0, 0, -10, -250]),
    }
    yield { inputs: randomModel(kind, shape), epsilon: pick([1e-12, 1e-6, 1e-3, 0.05, 0.4, 0.9]) }
  }
}

/** The same sequence with the states impossible that are 0 in `filtered` [T][K]. */
export function withoutDropped(inputs: InferenceInputs, filtered: Float64Array): InferenceInputs {
  const cells = inputs.steps * inputs.states
  const logLikelihood = inputs.logLikelihood.slice(0, cells)
  for (let i = 0; i < cells; i++) if (filtered[i] === 0) logLikelihood[i] = -Infinity
  return { ...inputs, logLikelihood }
}

/**
 * Σ_t log(1 + R_t·δ_t / (1 − δ_t)) by its definition, given what a beam predicted and kept; Infinity where some
 * R_t is. States of probability 0 are not dropped: they were not there.
 */
export function boundByDefinition(
  inputs: InferenceInputs,
  predicted: Float64Array,
  filtered: Float64Array,
): number {
  const { states, steps, logLikelihood, transitions } = inputs
  let bound = 0
  for (let t = 0; t < steps; t++) {
    const at = t * states
    const all = [...Array(states).keys()].filter((k) => predicted[at + k]! > 0)
    const logMass = (k: number) => Math.log(predicted[at + k]!) + logLikelihood[at + k]!
    const greatest = Math.max(...all.map(logMass))
    const mass = (k: number) => Math.exp(logMass(k) - greatest)
    const kept = all.filter((k) => filtered[at + k]! > 0)
    const dropped = all.filter((k) => filtered[at + k] === 0 && logMass(k) > -Infinity)
    if (dropped.length === 0) continue
    const sum = (list: readonly number[]) => list.reduce((s, k) => s + mass(k), 0)
    let ratio = t + 1 === steps ? 1 : 0
    for (let l = 0; t + 1 < steps && l < states; l++) {
      if (logLikelihood[at + states + l] === -Infinity) continue
      const from = (list: readonly number[]) => list.map((i) => entry(transitions, states, t, i, l))
      const most = Math.max(...from(dropped))
      if (most > 0) ratio = Math.max(ratio, most / Math.min(...from(kept)))
    }
    if (ratio === Infinity) return Infinity
    bound += Math.log1p((ratio * sum(dropped)) / sum(kept))
  }
  return bound
}

export const reference = createReferenceEngine()
