import type { Model, ModelParameters } from '../model/model.js'

/** A fitted model as reports see it; what a model file holds is one. */
export interface FittedModel {
  readonly model: Model
  readonly parameters: ModelParameters
  readonly fit: FitSummary
}

export interface FitSummary {
  readonly logLikelihood: number
  /** logLikelihood + log prior, nats. */
  readonly objective: number
  readonly sequences: number
  readonly steps: number
  readonly iterations: number
  readonly converged: boolean
  readonly restarts: readonly RestartSummary[]
  /** [K] expected share of the steps. */
  readonly share: ArrayLike<number>
  /** States from 0. */
  readonly floored: readonly number[]
  readonly dead: readonly number[]
  /** For networks: where they were trained, and the epoch whose weights were kept. */
  readonly network?: { readonly device: string; readonly epoch: number } | undefined
  /** Where a beam was used in training. */
  readonly beam?:
    | { readonly epsilon: number; readonly meanStates: number; readonly maxStates: number }
    | undefined
}

export interface RestartSummary {
  readonly objective: number
}

/** How many restarts ended within 0.01 nats of the best: the more, the likelier it is the global optimum. */
export function restartsAtBest({ objective, restarts }: FitSummary): number {
  return restarts.filter((restart) => Math.abs(restart.objective - objective) <= 0.01).length
}
