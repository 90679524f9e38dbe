import type { Model, ModelParameters } from '../model/model.js'
import type { Parameters, TensorLayout } from '../model/tensor.js'
import { tensor } from '../model/tensor.js'

/** A block of numbers that gradient descent moves: weights of a network, or logits of the gate (expert −1). */
export interface Trainable {
  readonly expert: number
  readonly name: string
  readonly layout: TensorLayout
  /** Whether weight decay shrinks it: matrices of networks. */
  readonly decay: number
}

export function trainablesOf(model: Model, decays: readonly number[]): Trainable[] {
  const gate = Object.entries(model.gate.layout).map(([name, layout]) => ({
    expert: -1,
    name,
    layout,
    decay: 0,
  }))
  const experts = model.experts.flatMap(({ layout }, expert) =>
    Object.entries(layout).map(([name, shape]) => ({
      expert,
      name,
      layout: shape,
      decay: shape.axes[0] === 'input' ? decays[expert]! : 0,
    })),
  )
  return [...gate, ...experts]
}

/** Float32 values of the trainables: networks' weights as they are, logarithms of the gate's probabilities. */
export function valuesOf(
  trainables: readonly Trainable[],
  { gate, experts }: ModelParameters,
): Float32Array[] {
  return trainables.map(({ expert, name }) =>
    expert < 0
      ? Float32Array.from(gate[name]!.values, Math.log)
      : Float32Array.from(experts[expert]![name]!.values),
  )
}

/** The parameters of a model at given values; rows of logits become probabilities. */
export function parametersAt(
  trainables: readonly Trainable[],
  values: readonly (Float32Array | Float64Array)[],
  experts: number,
): ModelParameters {
  const part = (e: number): Parameters =>
    Object.fromEntries(
      trainables.flatMap(({ expert, name, layout }, i) => {
        if (expert !== e) return []
        const numbers = Float64Array.from(values[i]!)
        return [[name, tensor(layout, e < 0 ? softmaxRows(numbers, layout.shape.at(-1)!) : numbers)]]
      }),
    )
  return { gate: part(-1), experts: Array.from({ length: experts }, (_, e) => part(e)) }
}

function softmaxRows(logits: Float64Array, width: number): Float64Array {
  for (let from = 0; from < logits.length; from += width) {
    const row = logits.subarray(from, from + width)
    const max = row.reduce((a, b) => Math.max(a, b))
    let sum = 0
    for (let k = 0; k < width; k++) sum += row[k] = Math.exp(row[k]! - max)
    for (let k = 0; k < width; k++) row[k]! /= sum
  }
  return logits
}
