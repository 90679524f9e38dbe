import type { ModelParameters } from './model.js'
import { type Parameters, type Tensor, tensor } from './tensor.js'

/** The same model with its states renamed: new state k is old state order[k]. */
export function permuteStates(parameters: ModelParameters, order: readonly number[]): ModelParameters {
  return {
    gate: permuteAll(parameters.gate, order),
    experts: parameters.experts.map((expert) => permuteAll(expert, order)),
  }
}

function permuteAll(parameters: Parameters, order: readonly number[]): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, permuteTensor(value, order)]),
  )
}

function permuteTensor(source: Tensor, order: readonly number[]): Tensor {
  const { axes, shape } = source
  const values = new Float64Array(source.values.length)
  const index = new Array<number>(shape.length).fill(0)
  for (let i = 0; i < values.length; i++) {
    let from = 0
    for (let a = 0; a < shape.length; a++)
      from = from * shape[a]! + (axes[a] === 'state' ? order[index[a]!]! : index[a]!)
    values[i] = source.values[from]!
    for (let a = shape.length - 1; a >= 0; a--) {
      index[a]!++
      if (index[a]! < shape[a]!) break
      index[a] = 0
    }
  }
  return tensor(source, values)
}
