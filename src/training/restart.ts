import type { ModelParameters } from '../model/model.js'

/** What one restart came to. States count from 0. */
export interface RestartResult {
  readonly restart: number
  readonly parameters: ModelParameters
  /** log p(x), nats, at exactly these parameters (known states clamped). */
  readonly logLikelihood: number
  /** logLikelihood + log prior. */
  readonly objective: number
  readonly iterations: number
  readonly converged: boolean
  /** The objective after each E-step; where a dead state was started again a new segment begins. */
  readonly trace: readonly number[]
  /** Indices in `trace` at which segments begin; [0] without re-seeding. */
  readonly segments: readonly number[]
  /** States whose variance is held up by the floor: a likelihood that would be unbounded. */
  readonly floored: readonly number[]
  /** States that (almost) no step belongs to. */
  readonly dead: readonly number[]
  /** [K] expected share of the steps. */
  readonly share: Float64Array
}

/** What ranks restarts. */
type Ranked = Pick<RestartResult, 'floored' | 'objective'>

/** Restarts that end on the variance floor rank behind those that do not; then the higher objective wins, then the earlier. */
export function isBetter(a: Ranked, b: Ranked): boolean {
  const aFloored = a.floored.length > 0
  const bFloored = b.floored.length > 0
  if (aFloored !== bFloored) return bFloored
  return a.objective > b.objective
}
