import type { SelectionRule } from '../config/schema.js'
import type { Warning } from '../errors.js'
import type { FitEvent } from '../training/fit.js'
import type { Job, JobOutcome } from './jobs.js'
import type { CvRow } from './tabulate.js'

/** What happens during a search, in order: start, then for each job its fit and its end, then done. */
export type CvEvent =
  | {
      readonly type: 'start'
      /** Fits in all: K values × (folds + 1). */
      readonly jobs: number
      /** Jobs that an earlier run finished. */
      readonly finished: number
      readonly by: 'sequence' | 'block'
      readonly units: number
      readonly folds: number
    }
  | { readonly type: 'fit'; readonly job: Job; readonly event: FitEvent }
  | {
      readonly type: 'job'
      readonly job: Job
      readonly outcome: JobOutcome
      /** Jobs finished so far, those of an earlier run included. */
      readonly done: number
      /** The best K among those with all folds done. */
      readonly best: { readonly states: number; readonly mean: number } | null
    }
  | { readonly type: 'done'; readonly result: CvResult }

export interface CvResult {
  /** In the order of the search. */
  readonly table: readonly CvRow[]
  /** K with the highest held-out mean. */
  readonly best: number
  /** The simplest K within one standard error of the best, paired over units. */
  readonly oneStandardError: number
  /** K by `rule`. */
  readonly chosen: number
  readonly rule: SelectionRule
  /** K by each rule; null where it can say nothing. */
  readonly choices: Readonly<Record<SelectionRule, number | null>>
  readonly by: 'sequence' | 'block'
  /** How many sequences or blocks were held out in turn. */
  readonly units: number
  readonly folds: number
  /** Observed held-out steps. */
  readonly steps: number
  readonly warnings: readonly Warning[]
}
