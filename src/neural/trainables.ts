import type { Model, ModelParameters } from '../model/model.js'
import type { Parameters, TensorLayout } from '../model/tensor.js'
import { tensor } from '../model/tensor.js'

/** A block of numbers that gradient descent moves: weights of a network, of an expert or of the gate (expert −1), or logits of the gate. */
export interface Trainable {
  readonly expert: number
  readonly name: string
  readonly layout: TensorLayout
  /** Whether weight decay shrinks it: matrices of networks. */
  readonly decay: number
  /** Whether its rows are logits of probabilities. */
  readonly logits: boolean
}

/** @param decays of the experts; the gate has its own */
export function trainablesOf({ gate, experts }: Model, decays: readonly number[]): Trainable[] {
  const blocks = (expert: number, layouts: Model['gate']['layout'], decay: number) =>
    Object.entries(layouts).map(([name, layout]) => ({
      expert,
      name,
      layout,
      logits: expert < 0 && !(name in (gate.network?.layout ?? {})),
      decay: layout.axes[0] === 'input' ? decay : 0,
    }))
  return [
    ...blocks(-1, gate.layout, gate.network?.weightDecay ?? 0),
    ...experts.flatMap(({ layout }, expert) => blocks(expert, layout, decays[expert]!)),
  ]
}

/** Float32 values of the trainables: networks' weights as they are, logarithms of the gate's probabilities. */
export function valuesOf(
  trainables: readonly Trainable[],
  { gate, experts }: ModelParameters,
): Float32Array[] {
  return trainables.map(({ expert, name, logits }) => {
    const { values } = (expert < 0 ? gate : experts[expert]!)[name]!
    return logits ? Float32Array.from(values, Math.log) : Float32Array.from(values)
  })
}

/** The parameters of a model at given values; rows of logits become probabilities. */
export function parametersAt(
  trainables: readonly Trainable[],
  values: readonly (Float32Array | Float64Array)[],
  experts: number,
): ModelParameters {
  const part = (e: number): Parameters =>
    Object.fromEntries(
      trainables.flatMap(({ expert, name, layout, logits }, i) => {
        if (expert !== e) return []
        const numbers = Float64Array.from(values[i]!)
        return [[name, tensor(layout, logits ? softmaxRows(numbers, layout.shape.at(-1)!) : numbers)]]
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
