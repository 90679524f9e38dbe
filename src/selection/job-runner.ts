import { costOf, type Job, type JobOutcome } from './jobs.js'
import type { SearchData } from './problem.js'

/** Runs jobs of one search elsewhere, several at a time. */
export interface JobRunner {
  readonly atOnce: number
  /** Whether the search has shown itself to be worth the start of threads. */
  readonly worthIt: boolean
  /** The outcome, or null where it went wrong in a way that the job itself must show: then it is run here. */
  run(job: Job): Promise<JobOutcome | null>
  close(): void
}

/** Called once with what jobs are made of; null where they had better be run one after the other in this thread. */
export type OpenRunner = (search: SearchData, jobs: readonly Job[]) => JobRunner | null

/** The most costly first, lest one long job be left at the end; equals in the order given. */
export function longestFirst(jobs: readonly Job[]): Job[] {
  return [...jobs].sort((a, b) => costOf(b) - costOf(a))
}
