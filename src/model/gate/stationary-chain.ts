import { inverse, Matrix } from 'ml-matrix'
import { normalise } from '../../math/normalise.js'
import { stationaryDistribution } from '../../math/stationary-distribution.js'

/** The M-step objective of a chain that starts in its stationary law δ(A). */
export interface StationaryObjective {
  readonly states: number
  /** [K][K] 1 where the transition is allowed. */
  readonly allowed: Uint8Array
  /** [K] Σ p(z_1 = k | x) */
  readonly initialCounts: Float64Array
  /** [K][K] expected transitions, pseudo-counts of the prior included. */
  readonly transitionCounts: Float64Array
}

const rounds = 50
const enough = 1e-12

/**
 * Raises Q(A) = Σ_jk N_jk log A_jk + Σ_k n_k log δ_k(A), starting from the better of the previous matrix and the usual
 * update N_jk / N_j·, which ignores δ. Each row lives on the simplex of its allowed entries.
 *
 * The gradient of δ comes from dδ = δ dA Z with Z = (I − A + 1δ)⁻¹ (Schweitzer 1968), so
 * A_jk ∂Q/∂A_jk = N_jk + A_jk δ_j Σ_m (n_m / δ_m) Z_km. In the logits of each row this is a fixed point:
 * A_jk ∝ the right side, tried with halved steps until Q rises. Q never falls.
 */
export function maximiseStationary(objective: StationaryObjective, previous: Float64Array): Float64Array {
  const { states, transitionCounts } = objective
  const usual = previous.slice()
  for (let j = 0; j < states; j++) {
    const row = transitionCounts.slice(j * states, (j + 1) * states)
    if (normalise(row) > 0) usual.set(row, j * states)
  }
  const usualValue = objectiveAt(objective, usual)
  const previousValue = objectiveAt(objective, previous)
  let best = usualValue > previousValue ? usual : previous
  let value = Math.max(usualValue, previousValue)
  for (let round = 0; round < rounds; round++) {
    const next = ascend(objective, best, value)
    if (next === null) break
    const gain = next.value - value
    best = next.matrix
    value = next.value
    if (gain <= enough * (1 + Math.abs(value))) break
  }
  return best
}

function ascend(objective: StationaryObjective, matrix: Float64Array, value: number) {
  const { states } = objective
  const gradient = scaledGradient(objective, matrix)
  if (gradient === null) return null
  for (let step = 1; step > 1e-6; step /= 2) {
    const trial = matrix.slice()
    for (let j = 0; j < states; j++) {
      // Multiplicative step in row j: positive shares of the gradient, mixed with the row as it is.
      const row = gradient.slice(j * states, (j + 1) * states).map((g) => Math.max(g, 0))
      if (normalise(row) === 0) continue
      for (let k = 0; k < states; k++)
        trial[j * states + k] = (1 - step) * matrix[j * states + k]! + step * row[k]!
    }
    const trialValue = objectiveAt(objective, trial)
    if (trialValue > value) return { matrix: trial, value: trialValue }
  }
  return null
}

/**
 * A_jk ∂Q/∂A_jk up to a constant of the row: N_jk + A_jk δ_j (Z r)_k with r_m = n_m / δ_m; the row part is made
 * non-negative by a shift of (Z r).
 */
function scaledGradient(objective: StationaryObjective, matrix: Float64Array): Float64Array | null {
  const { states, initialCounts, transitionCounts } = objective
  const delta = stationaryDistribution(matrix, states)
  if (delta === null) return null
  const z = new Matrix(states, states)
  for (let j = 0; j < states; j++)
    for (let k = 0; k < states; k++) z.set(j, k, (j === k ? 1 : 0) - matrix[j * states + k]! + delta[k]!)
  const fundamental = inverseOrNull(z)
  if (fundamental === null) return null
  const pull = new Float64Array(states)
  for (let k = 0; k < states; k++)
    for (let m = 0; m < states; m++)
      if (initialCounts[m]! > 0)
        pull[k]! += (fundamental.get(k, m) * initialCounts[m]!) / Math.max(delta[m]!, 1e-300)
  // Adding a constant to (Z r) moves the gradient along the row's sum, which the simplex fixes: it only damps the step.
  const shift = Math.min(0, ...pull)
  return matrix.map(
    (a, i) => transitionCounts[i]! + a * delta[Math.floor(i / states)]! * (pull[i % states]! - shift),
  )
}

/** null for a chain that moves between its parts so seldom that the matrix is singular in double precision. */
function inverseOrNull(matrix: Matrix): Matrix | null {
  try {
    return inverse(matrix)
  } catch {
    return null
  }
}

function objectiveAt(objective: StationaryObjective, matrix: Float64Array): number {
  const { states, allowed, initialCounts, transitionCounts } = objective
  let value = 0
  for (let i = 0; i < matrix.length; i++) {
    if (allowed[i] === 1 && transitionCounts[i]! > 0) value += transitionCounts[i]! * Math.log(matrix[i]!)
  }
  const delta = stationaryDistribution(matrix, states)
  if (delta === null) return Number.NEGATIVE_INFINITY
  for (let k = 0; k < states; k++) if (initialCounts[k]! > 0) value += initialCounts[k]! * Math.log(delta[k]!)
  return value
}
