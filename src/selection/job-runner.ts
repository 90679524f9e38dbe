import type { Job, JobOutcome } from './jobs.js'

/** Runs jobs of one search elsewhere, several at a time. */
export interface JobRunner {
  readonly atOnce: number
  /** The outcome, or null where it went wrong in a way that the job itself must show: then it is run here. */
  run(job: Job): Promise<JobOutcome | null>
}

/** The jobs as they finish, the most costly first, as many at a time as the runner takes. */
export async function* runElsewhere(
  runner: JobRunner,
  jobs: readonly Job[],
): AsyncGenerator<readonly [Job, JobOutcome | null]> {
  const waiting = [...jobs].sort((a, b) => costOf(b) - costOf(a))
  const running = new Map<string, Promise<readonly [Job, JobOutcome | null]>>()
  const start = () => {
    const job = waiting.shift()
    if (job !== undefined)
      running.set(
        job.id,
        runner.run(job).then((outcome) => [job, outcome] as const),
      )
  }
  for (let i = 0; i < runner.atOnce; i++) start()
  while (running.size > 0) {
    const ended = await Promise.race(running.values())
    running.delete(ended[0].id)
    start()
    yield ended
  }
}

/** Fits grow with K²; the one to all the data is the longest of its candidate. */
function costOf({ candidate, split }: Job): number {
  return candidate.states ** 2 * (split === null ? 1.5 : 1)
}
