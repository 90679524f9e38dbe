import type { TrainingConfig } from '../config/schema.js'
import type { FitProblem } from './fit.js'
import type { RestartResult } from './restart.js'

/** Trains a model whose parts are not fitted by EM: one start, as `fitRestart` is for the others. Goes on from `resume` with the same bits. */
export type Trainer = (
  problem: FitProblem,
  options: TrainingConfig,
  restart: number,
  resume: TrainerState | null,
) => AsyncGenerator<TrainerProgress, RestartResult>

/** Yielded after each training step. */
export interface TrainerProgress {
  readonly step: TrainingStep
  /** The score after each epoch so far, nats. */
  readonly trace: readonly number[]
  /** A copy of where the start stands. Valid also after the step that follows threw: it is then that of the last good step. */
  state(): TrainerState
}

/** A line of a run's log. */
export interface TrainingStep {
  /** From 1 */
  readonly step: number
  /** The number of steps if training does not stop early. */
  readonly steps: number
  /** From 1 */
  readonly epoch: number
  /** −log-likelihood of the step's batch, nats per observed step of its sequences, before the weights moved. */
  readonly loss: number
  /** The same of the sequences kept aside; null but after an epoch's last step, and where none are kept aside. */
  readonly validationLoss: number | null
  readonly learningRate: number
}

/** Where one start stands between two training steps. */
export interface TrainerState {
  readonly restart: number
  readonly trace: readonly number[]
  /** Training steps done. */
  readonly step: number
  /** The highest learning rate, which a run may go on with another value of. */
  readonly learningRate: number
  /** log-likelihood of the batches of the epoch under way, nats. */
  readonly epochLogLikelihood: number
  /** Blocks of weights and logits, and the moments of their gradients. */
  readonly values: readonly Float32Array[]
  readonly first: readonly Float64Array[]
  readonly second: readonly Float64Array[]
  /** The best epoch (from 0) and its values. */
  readonly best: { readonly epoch: number; readonly values: readonly Float32Array[] } | null
}
