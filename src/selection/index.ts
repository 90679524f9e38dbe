export { type Choices, chooseK, type RuleInput } from './choose.js'
export {
  type CvOptions,
  type CvProblem,
  crossValidate,
  crossValidateToEnd,
} from './cross-validate.js'
export { type Block, cutBlocks } from './cut-blocks.js'
export type { Choice, CvEvent, CvResult } from './cv-result.js'
export { dealFolds } from './deal-folds.js'
export type { JobRunner, OpenRunner } from './job-runner.js'
export type { FullOutcome, Job, JobLog, JobOutcome, SplitOutcome } from './jobs.js'
export { macroF1Scoring, ratioScoring, type Scoring, type UnitScores } from './scoring.js'
export { planSplits, type SplitOptions, type SplitPlan } from './split-plan.js'
export { pairedDifference, pairedStandardError, type RatioEstimate, ratioEstimate } from './standard-error.js'
export type { CvRow } from './tabulate.js'
export type { Unit } from './units.js'
