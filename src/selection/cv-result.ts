import type { SelectionRule, SelectionScore } from '../config/schema.js'
import type { Warning } from '../errors.js'
import type { Job, JobOutcome } from './jobs.js'
import type { SplitPlan } from './split-plan.js'
import type { CvRow } from './tabulate.js'

/** What happens during a search, in order: start, then for each job its iterations and its end, then done. */
export type CvEvent =
  | {
      readonly type: 'start'
      /** Starts in all: candidates × (splits + 1) × restarts. */
      readonly jobs: number
      /** Jobs that an earlier run finished. */
      readonly finished: number
      /** Share of the expected work that these were. */
      readonly share: number
      readonly by: SplitPlan['by']
      readonly units: number
      readonly folds: number
    }
  /** Of jobs that run in this thread. */
  | { readonly type: 'iteration'; readonly job: Job; readonly iteration: number }
  | {
      readonly type: 'job'
      readonly job: Job
      readonly outcome: JobOutcome
      /** Jobs finished so far, those of an earlier run included. */
      readonly done: number
      /** Share of the expected work that is done. */
      readonly share: number
      /** The best candidate among those with all splits done. */
      readonly best: { readonly label: string; readonly mean: number } | null
    }
  | { readonly type: 'done'; readonly result: CvResult }

/** What a rule takes. */
export interface Choice {
  /** Index into the table. */
  readonly row: number
  readonly states: number
  readonly settings: Readonly<Record<string, unknown>>
}

export interface CvResult {
  /** In the order of the search. */
  readonly table: readonly CvRow[]
  /** K with the highest held-out mean. */
  readonly best: number
  /** The simplest K within one standard error of the best, paired over units. */
  readonly oneStandardError: number
  /** K by `rule`. */
  readonly chosen: number
  /** These three as indices into the table: with a grid, K alone does not tell. */
  readonly bestRow: number
  readonly oneStandardErrorRow: number
  readonly chosenRow: number
  readonly rule: SelectionRule
  /** What each rule would take; null where it can say nothing. */
  readonly choices: Readonly<Record<SelectionRule, Choice | null>>
  readonly score: SelectionScore
  readonly method: SplitPlan['method']
  readonly by: SplitPlan['by']
  /** How many groups, sequences or blocks were held out in turn. */
  readonly units: number
  /** Splits, of one repeat. */
  readonly folds: number
  readonly repeats: number
  readonly gap: number
  /** Held-out steps that count: observed ones, or labelled ones where labels are scored. */
  readonly steps: number
  readonly warnings: readonly Warning[]
}
