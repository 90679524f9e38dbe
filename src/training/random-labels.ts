import type { Random } from '../random.js'

/** A point of the simplex drawn from Dirichlet(1, …, 1). */
export function randomSimplex(states: number, random: Random): Float64Array {
  const point = Float64Array.from({ length: states }, () => random.gamma(1))
  let total = 0
  for (const p of point) total += p
  return point.map((p) => p / total)
}
