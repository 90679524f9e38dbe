import type { Random } from '../../../random.js'
import { type Parameters, tensor } from '../../tensor.js'
import { type RecurrentSizes, recurrentLayout } from './unit.js'

/** Matrices uniform on ±√(6 / (rows + columns of one gate)) (Glorot & Bengio 2010), biases and s_0 at 0. */
export function initialRecurrence(sizes: RecurrentSizes, random: Random): Parameters {
  return Object.fromEntries(
    Object.entries(recurrentLayout(sizes)).map(([name, layout]) => {
      const [rows, columns = 0] = layout.shape
      const values = new Float64Array(layout.shape.reduce((a, b) => a * b, 1))
      if (layout.shape.length === 1) return [name, tensor(layout, values)]
      const gates = name === 'scores' ? 1 : 3
      const limit = Math.sqrt(6 / (rows! + columns / gates))
      const stream = random.split(name)
      return [
        name,
        tensor(
          layout,
          values.map(() => Math.fround(limit * (2 * stream.uniform() - 1))),
        ),
      ]
    }),
  )
}
