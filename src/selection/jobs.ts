import type { Candidate } from './candidates.js'
import type { SplitPlan } from './split-plan.js'

/** One fit of the search: a candidate on the training part of a split, or on all the data. Jobs depend on no other job. */
export interface Job {
  /** `K=3 fold 2`, `K=3 all data`. */
  readonly id: string
  readonly candidate: Candidate
  /** From 0; null for the fit to all the data. */
  readonly split: number | null
}

/** What every fit leaves behind. Plain data: infinite numbers occur, NaN does not. */
interface Fitted {
  readonly job: string
  /** Why there is no fit; null where there is one. */
  readonly failure: Failure | null
  readonly converged: boolean
  readonly iterations: number
  /** States whose variance the floor held up, even in the best restart; from 0. */
  readonly floored: readonly number[]
  /** States that (almost) no step belongs to; from 0. */
  readonly dead: readonly number[]
  /** What each restart reached: log-likelihood + log prior, nats. */
  readonly objectives: readonly number[]
}

export interface Failure {
  readonly code: string
  readonly message: string
}

/** A fit to a training part and what it says about the held-out units. */
export interface SplitOutcome extends Fitted {
  readonly kind: 'split'
  /** Held-out log-likelihood of each unit of the split, in the split's order, nats; −Infinity where ruled out or failed. */
  readonly scores: readonly number[]
  /** The first unit that the fit rules out, if there is one. */
  readonly impossible: ImpossibleUnit | null
}

export interface ImpossibleUnit {
  /** One sentence with sequence, file and line. */
  readonly message: string
  readonly hint: string
  /** How many units of the split score −Infinity. */
  readonly units: number
}

/** A fit to all the data. */
export interface FullOutcome extends Fitted {
  readonly kind: 'full'
  /** log p(x), nats; null where the fit failed, as the criteria are. */
  readonly logLikelihood: number | null
  readonly aic: number | null
  readonly bic: number | null
  readonly icl: number | null
}

export type JobOutcome = SplitOutcome | FullOutcome

/** All jobs of a search, candidate by candidate. */
export function listJobs(candidates: readonly Candidate[], { splits }: SplitPlan): Job[] {
  return candidates.flatMap((candidate) => [
    ...splits.map((_, split): Job => ({ id: `${candidate.key} fold ${split + 1}`, candidate, split })),
    { id: `${candidate.key} all data`, candidate, split: null },
  ])
}

/** Where finished jobs are kept, so that an interrupted search goes on. */
export interface JobLog {
  /** Jobs that an earlier run of the same search finished, by id. */
  readonly finished: ReadonlyMap<string, JobOutcome>
  /** Resolves when the outcome is safe. */
  append(outcome: JobOutcome): Promise<void>
}
