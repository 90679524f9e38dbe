import { Matrix, solve } from 'ml-matrix'

/**
 * The stationary distribution δ = δA of a transition matrix [K][K] with one closed class:
 * δ (I − A + 1·1ᵀ) = 1ᵀ (Zucchini, MacDonald & Langrock 2016, §1.3.2).
 */
export function stationaryDistribution(transition: Float64Array, states: number): Float64Array {
  const system = new Matrix(states, states)
  for (let j = 0; j < states; j++)
    for (let k = 0; k < states; k++) system.set(k, j, (j === k ? 1 : 0) - transition[j * states + k]! + 1)
  const solution = solve(system, Matrix.ones(states, 1))
  return Float64Array.from({ length: states }, (_, k) => Math.max(0, solution.get(k, 0)))
}
