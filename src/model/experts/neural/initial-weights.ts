import type { Random } from '../../../random.js'
import { type Parameters, type TensorLayout, tensor } from '../../tensor.js'
import type { Architecture } from './architecture.js'
import { weightLayout } from './architecture.js'

/**
 * Where training starts: matrices uniform on ±√(6 / (rows + columns)) (Glorot & Bengio 2010), standard normal vectors e_k, so
 * that states differ from the first step on, biases 0 but those of the output, which give the law of the training data as a whole.
 */
export function initialWeights(
  architecture: Architecture,
  outputBias: Float64Array,
  random: Random,
): Parameters {
  const draw = (name: string, layout: TensorLayout): Float64Array => {
    const { shape } = layout
    if (name === 'outputBias') return outputBias.map(Math.fround)
    const values = new Float64Array(shape.reduce((a, b) => a * b, 1))
    if (shape.length === 1) return values
    const stream = random.split(name)
    if (name === 'embedding') return values.map(() => Math.fround(stream.normal()))
    const limit = Math.sqrt(6 / (shape[0]! + shape[1]!))
    return values.map(() => Math.fround(limit * (2 * stream.uniform() - 1)))
  }
  return Object.fromEntries(
    Object.entries(weightLayout(architecture)).map(([name, layout]) => [
      name,
      tensor(layout, draw(name, layout)),
    ]),
  )
}
