import type { Candidate } from './candidates.js'
import type { SplitPlan } from './split-plan.js'

/** One start of one fit: a candidate on the training part of a split, or on all the data. Jobs depend on no other job. */
export interface Job {
  /** `K=3 fold 2 restart 1`, `K=3 all data restart 1`. */
  readonly id: string
  readonly candidate: Candidate
  /** From 0; null for the fit to all the data. */
  readonly split: number | null
  /** From 0. */
  readonly restart: number
}

/** What every start leaves behind. Plain data: infinite numbers occur, NaN does not. */
interface Started {
  readonly job: string
  /** Why it came to nothing; null where it did not. */
  readonly failure: Failure | null
  readonly converged: boolean
  readonly iterations: number
  /** States whose variance the floor held up; from 0. */
  readonly floored: readonly number[]
  /** States that (almost) no step belongs to; from 0. */
  readonly dead: readonly number[]
  /** Log-likelihood + log prior of the training part, nats; −Infinity where it failed. */
  readonly objective: number
}

export interface Failure {
  readonly code: string
  readonly message: string
}

/** A start on a training part and what it says about the held-out units. */
export interface SplitOutcome extends Started {
  readonly kind: 'split'
  /** Of each unit of the split, in the split's order: its held-out log-likelihood, nats, or what `score` asks for; −Infinity where ruled out or failed. */
  readonly scores: readonly number[]
  /** For macro-F1: of each unit, for each label that occurs in it, [label, right, predicted, true]. */
  readonly counts: readonly (readonly number[])[] | null
  /** The first unit that the fit rules out, if there is one. */
  readonly impossible: ImpossibleUnit | null
  /** [N] the state of each step of all the data (255 or 65535: none); null for K=1, or where the fit failed. */
  readonly labels: StateLabels | null
}

export type StateLabels = Uint8Array | Uint16Array

export interface ImpossibleUnit {
  /** One sentence with sequence, file and line. */
  readonly message: string
  readonly hint: string
  /** A setting of the config that cures it, as --set takes it; null where there is none to name. */
  readonly cure: string | null
  /** How many units of the split score −Infinity. */
  readonly units: number
}

/** A start on all the data. */
export interface FullOutcome extends Started {
  readonly kind: 'full'
  /** log p(x), nats; null where it failed, as the criteria are. */
  readonly logLikelihood: number | null
  readonly aic: number | null
  readonly bic: number | null
  readonly icl: number | null
}

export type JobOutcome = SplitOutcome | FullOutcome

/**
 * All jobs of a search, candidate by candidate, split by split; all data last.
 *
 * @param restarts [candidates] how many starts each candidate's fits make
 */
export function listJobs(
  candidates: readonly Candidate[],
  restarts: readonly number[],
  { names }: SplitPlan,
): Job[] {
  return candidates.flatMap((candidate, c) =>
    [...names.keys(), null].flatMap((split) =>
      Array.from({ length: restarts[c]! }, (_, restart): Job => {
        const part = split === null ? 'all data' : names[split]!
        return { id: `${candidate.key} ${part} restart ${restart + 1}`, candidate, split, restart }
      }),
    ),
  )
}

/** What a job is expected to cost, in units of its own: a fit grows with the data and with K². */
export function costOf({ candidate, split }: Job): number {
  return (candidate.states + 1) ** 2 * (split === null ? 1.25 : 1)
}

/** Where finished jobs are kept, so that an interrupted search goes on. */
export interface JobLog {
  /** Jobs that an earlier run of the same search finished, by id. */
  readonly finished: ReadonlyMap<string, JobOutcome>
  /** Resolves when the outcome is safe. */
  append(outcome: JobOutcome): Promise<void>
}
