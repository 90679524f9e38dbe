import { ConfigError } from '../errors.js'
import type { Model, ModelParameters } from './model.js'

const sumsToOne = 1e-6

/** Throws ConfigError where values cannot be parameters of the model: weights, rows or experts' values out of range. */
export function validateParameters(model: Model, parameters: ModelParameters): void {
  checkGate(model, parameters)
  for (const [e, expert] of model.experts.entries()) expert.validate(parameters.experts[e]!)
}

function checkGate(model: Model, parameters: ModelParameters): void {
  const { weights, transition } = parameters.gate
  if (weights !== undefined) checkLaw('weights', weights.values)
  if (transition !== undefined) {
    for (let j = 0; j < model.states; j++) {
      checkLaw(
        `transition, row ${j + 1}`,
        transition.values.subarray(j * model.states, (j + 1) * model.states),
      )
    }
  }
}

function checkLaw(what: string, law: Float64Array): void {
  let total = 0
  for (const p of law) {
    if (!(p >= 0)) throw new ConfigError('not-a-probability', `${what}: ${p} is no probability`)
    total += p
  }
  if (Math.abs(total - 1) > sumsToOne) {
    throw new ConfigError('not-normalised', `${what}: the probabilities sum to ${total}, not to 1`)
  }
}
