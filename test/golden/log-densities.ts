import type { Transitions } from '../../src/inference/index.js'

/** Log-densities written out for the golden tests, so that they do not lean on the experts of src. */
export function gaussian(x: number, mean: number, sd: number): number {
  const z = (x - mean) / sd
  return -0.5 * (z * z + Math.log(2 * Math.PI)) - Math.log(sd)
}

/** Two dimensions, covariance inverted by hand. */
export function gaussian2(x: number[], mean: number[], covariance: number[][]): number {
  const [[a, b], [, d]] = covariance as [[number, number], [number, number]]
  const determinant = a * d - b * b
  const u = x[0]! - mean[0]!
  const v = x[1]! - mean[1]!
  const quadratic = (d * u * u - 2 * b * u * v + a * v * v) / determinant
  return -0.5 * (quadratic + Math.log(determinant)) - Math.log(2 * Math.PI)
}

export function poisson(x: number, rate: number): number {
  let logFactorial = 0
  for (let i = 2; i <= x; i++) logFactorial += Math.log(i)
  return x * Math.log(rate) - rate - logFactorial
}

export function exponential(x: number, scale: number): number {
  return -x / scale - Math.log(scale)
}

export function dense(rows: number[][]): Transitions {
  return { kind: 'dense', probabilities: Float64Array.from(rows.flat()) }
}

export function perStep(matrices: number[][][]): Transitions {
  return { kind: 'per-step', probabilities: Float64Array.from(matrices.flat(2)) }
}

/** [T][K] of log-densities; a step without an observation is all zeros. */
export function logDensities<X>(
  observations: readonly (X | null)[],
  states: number,
  density: (x: X, state: number) => number,
): Float64Array {
  return Float64Array.from(
    observations.flatMap((x) => Array.from({ length: states }, (_, k) => (x === null ? 0 : density(x, k)))),
  )
}
