import type { Encoded, NumberGroup } from '../../src/encode/encoded.js'
import { compileModel } from '../../src/model/compile.js'
import type { NeuralExpert } from '../../src/model/experts/neural.js'
import type { ModelParameters } from '../../src/model/model.js'
import { tensor } from '../../src/model/tensor.js'
import { createRandom } from '../../src/random.js'
import type { PreparedNetwork } from './helpers.js'

/** Random weights, away from symmetric points and from small states, and unequal α. */
export function randomRecurrent({ model }: PreparedNetwork, seed = 1): ModelParameters {
  const random = createRandom(seed)
  const gate = model.gate.initialise(random)
  const law = Float64Array.from({ length: model.states }, (_, k) => (k + 1) / 10)
  const total = law.reduce((a, b) => a + b, 0)
  const shaken = Object.entries(gate).map(([name, t]) => {
    const values = t.values.map((v) => (name === 'weights' ? v : Math.fround(v + random.normal())))
    return [name, tensor(t, values)] as const
  })
  return {
    gate: {
      ...Object.fromEntries(shaken),
      weights: tensor(
        gate.weights!,
        law.map((p) => p / total),
      ),
    },
    experts: (model.experts as readonly NeuralExpert[]).map((expert, e) =>
      expert.initialise(random.split('expert', e)),
    ),
  }
}

/** The data with other cells in the first group. */
export function withCells(data: Encoded, cells: readonly number[]): Encoded {
  const group = { ...(data.groups[0] as NumberGroup), values: Float64Array.from(cells) }
  return { ...data, groups: [group, ...data.groups.slice(1)] }
}

/** log p of the first sequence, nats. */
export function logLikelihood(
  { model, problem }: PreparedNetwork,
  parameters: ModelParameters,
  data: Encoded,
) {
  const { inputs } = compileModel(model, parameters).toInferenceInputs(data, 0)
  return problem.engine.logLikelihood(inputs).logLikelihood
}
