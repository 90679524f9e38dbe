import type { SelectionScore } from '../config/schema.js'
import type { Dataset } from '../data/dataset.js'
import type { ModelEngine } from '../model/model-engine.js'
import type { Trainer } from '../training/trainer.js'
import type { SplitPlan } from './split-plan.js'

/** What stays the same over all jobs of a search: plain data, which other threads can be given. */
export interface SearchData {
  /** Not encoded: each fold learns vocabularies and scales from its own training part. */
  readonly data: Dataset
  readonly plan: SplitPlan
  readonly score: SelectionScore
}

export interface SearchProblem extends SearchData {
  readonly engine: ModelEngine
  /** Needed where experts are networks; other threads open one of their own. */
  readonly trainer?: Trainer | undefined
}
