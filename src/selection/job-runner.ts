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

/** Jobs as they finish, as many at a time as the runner takes. */
export async function* runElsewhere(
  runner: JobRunner,
  jobs: readonly Job[],
): AsyncGenerator<readonly [Job, JobOutcome | null]> {
  const waiting = jobs.values()
  const running = new Map<Job, Promise<readonly [Job, JobOutcome | null]>>()
  const start = () => {
    const { value: job, done } = waiting.next()
    if (done !== true)
      running.set(
        job,
        runner.run(job).then((outcome) => [job, outcome] as const),
      )
  }
  for (let i = 0; i < runner.atOnce; i++) start()
  while (running.size > 0) {
    const ended = await Promise.race(running.values())
    running.delete(ended[0])
    start()
    yield ended
  }
}
