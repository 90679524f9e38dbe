import type { Random } from '../../../random.js'
import { type Parameters, type TensorLayout, tensor } from '../../tensor.js'

/** Standard deviation of a number in the vector of a symbol. */
const VECTOR_SCALE = 0.3

/** How far templates stand apart where nothing tells the states apart (k-means does, see src/neural/start-values.ts). */
const TEMPLATE_SCALE = 0.3
/** Standard deviation of a number by which the state of the gate shifts a template. */
const SHIFT_SCALE = 0.1

/**
 * Where training starts: matrices uniform on ±√(6 / (rows + columns)) (Glorot & Bengio 2010), standard normal vectors e_k, so
 * that states differ from the first step on, small ones for symbols and letters, biases 0 but those of the output, which give the law of the training data as a whole.
 */
export function initialWeights(
  layouts: Readonly<Record<string, TensorLayout>>,
  outputBias: Float64Array,
  random: Random,
): Parameters {
  const draw = (name: string, layout: TensorLayout): Float64Array => {
    const { shape } = layout
    if (name === 'outputBias') return outputBias.map(Math.fround)
    const values = new Float64Array(shape.reduce((a, b) => a * b, 1))
    if (shape.length === 1) return values
    const stream = random.split(name)
    if (name === 'templates')
      return values.map((_, i) =>
        Math.fround(outputBias[i % outputBias.length]! + TEMPLATE_SCALE * stream.normal()),
      )
    if (name === 'shifts') return values.map(() => Math.fround(SHIFT_SCALE * stream.normal()))
    if (name === 'embedding') return values.map(() => Math.fround(stream.normal()))
    if (layout.axes[0] === 'symbol') return values.map(() => Math.fround(VECTOR_SCALE * stream.normal()))
    const limit = Math.sqrt(6 / (shape[0]! + shape[1]!))
    return values.map(() => Math.fround(limit * (2 * stream.uniform() - 1)))
  }
  return Object.fromEntries(
    Object.entries(layouts).map(([name, layout]) => [name, tensor(layout, draw(name, layout))]),
  )
}
