export type { BestPath, Engine, Filtered, Likelihood, Smoothed } from './engine.js'
export type {
  Banded,
  Dense,
  Identity,
  InferenceInputs,
  LowRank,
  MatrixTransitions,
  PerStep,
  Sparse,
  StepWeights,
  Transitions,
} from './inputs.js'
export { transitionCountLength } from './inputs.js'
export { logFuture } from './log-future.js'
export { createReferenceEngine } from './reference-engine.js'
export { samplePriorPath } from './sample-prior-path.js'
export { transitionRow } from './transition-row.js'
