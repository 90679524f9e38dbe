import type { NumberPlan } from '../../../src/encode/encoded.js'
import type { Parameters, Tensor } from '../../../src/model/tensor.js'
import type { Random } from '../../../src/random.js'
import type { Case } from './cases.js'

/**
 * Other parameters that the family allows, a step of the given size away: probabilities and covariances move towards a random point
 * of the (convex) set that is allowed, floor and structural zeros included.
 */
export function perturb(built: Case, parameters: Parameters, random: Random, size: number): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, tensor]) => {
      if (built.expert.fixed.includes(name)) return [name, tensor]
      return [name, { ...tensor, values: moved(built, name, tensor, random, size) }]
    }),
  )
}

function moved(built: Case, name: string, tensor: Tensor, random: Random, size: number): Float64Array {
  const { values, shape } = tensor
  const towards = (target: Float64Array) => values.map((value, i) => (1 - size) * value + size * target[i]!)
  switch (name) {
    case 'mean': {
      const { variance } = built.plan as NumberPlan
      return values.map((value, i) => value + size * Math.sqrt(variance[i % shape[1]!]!) * random.normal())
    }
    case 'covariance':
      return towards(randomCovariances(built, tensor, random))
    case 'degreesOfFreedom':
      return values.map((value) => Math.min(1e4, Math.max(0.1, value * Math.exp(size * random.normal()))))
    case 'rate':
      return values.map((value) => value * Math.exp(size * random.normal()))
    case 'probability':
      return towards(values.map(() => random.uniform()))
    default:
      return towards(randomRows(built.expert.start[name], tensor, random))
  }
}

function randomRows(start: Tensor | undefined, { values, shape }: Tensor, random: Random): Float64Array {
  const width = shape.at(-1)!
  const rows = values.map((_, i) => (start?.values[i] === 0 ? 0 : random.gamma(1)))
  return rows.map((value, i) => {
    const begin = Math.floor(i / width) * width
    return value / rows.subarray(begin, begin + width).reduce((a, b) => a + b, 0)
  })
}

/** Covariances at or above the floor: in units of the columns' standard deviations, floor · I + B·Bᵀ. */
function randomCovariances(built: Case, { values, axes, shape }: Tensor, random: Random): Float64Array {
  const { variance } = built.plan as NumberPlan
  const floor = ((built.input.varianceFloor as number | undefined) ?? 1e-6) * (1 + 1e-9)
  const lifted = (scale: number) => scale * (floor + random.gamma(1))
  if (axes.length === 1) return values.map(() => lifted(Math.max(...variance)))
  if (axes.join() === 'state,column') return values.map((_, i) => lifted(variance[i % shape[1]!]!))
  const n = shape.at(-1)!
  const result = values.slice()
  for (let begin = 0; begin < values.length; begin += n * n) {
    const b = Float64Array.from({ length: n * n }, () => random.normal())
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let entry = i === j ? floor : 0
        for (let k = 0; k < n; k++) entry += b[i * n + k]! * b[j * n + k]!
        result[begin + i * n + j] = entry * Math.sqrt(variance[i]! * variance[j]!)
      }
    }
  }
  return result
}
