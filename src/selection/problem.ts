import type { TrainingConfig } from '../config/schema.js'
import type { Dataset } from '../data/dataset.js'
import type { ExpertColumns } from '../encode/expert-columns.js'
import type { ModelEngine } from '../model/model-engine.js'
import type { SplitPlan } from './split-plan.js'

/** What stays the same over all jobs of a search. */
export interface SearchProblem {
  /** Not encoded: each fold learns vocabularies and scales from its own training part. */
  readonly data: Dataset
  readonly experts: readonly ExpertColumns[]
  readonly engine: ModelEngine
  readonly training: TrainingConfig
  readonly plan: SplitPlan
}
