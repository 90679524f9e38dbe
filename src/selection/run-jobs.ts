import { sideBySide } from '../training/side-by-side.js'
import { longestFirst, type OpenRunner } from './job-runner.js'
import type { Job, JobOutcome } from './jobs.js'
import type { SearchProblem } from './problem.js'
import { type JobCache, runJob } from './run-job.js'

/** What happens while jobs run. */
type JobEvent =
  | { readonly type: 'iteration'; readonly job: Job; readonly iteration: number }
  | { readonly type: 'finished'; readonly job: Job; readonly outcome: JobOutcome }

/** The jobs as they finish, longest first: in this thread at first, side by side once that is worth it. */
export async function* runJobs(
  search: SearchProblem,
  jobs: readonly Job[],
  openRunner: OpenRunner | undefined,
): AsyncGenerator<JobEvent> {
  const waiting = longestFirst(jobs)
  const runner = openRunner?.(search, waiting) ?? null
  const cache: JobCache = {}
  try {
    while (waiting.length > 0) {
      if (runner?.worthIt === true) break
      yield* runHere(search, waiting.shift()!, cache)
    }
    if (runner === null) return
    for await (const [job, outcome] of sideBySide(waiting, runner.atOnce, (job) => runner.run(job))) {
      if (outcome === null) yield* runHere(search, job, cache)
      else yield { type: 'finished', job, outcome }
    }
  } finally {
    runner?.close()
  }
}

async function* runHere(search: SearchProblem, job: Job, cache: JobCache): AsyncGenerator<JobEvent> {
  const running = runJob(search, job, cache)
  for (;;) {
    const { value, done } = await running.next()
    if (done) {
      yield { type: 'finished', job, outcome: value }
      return
    }
    yield { type: 'iteration', job, iteration: value.iteration }
  }
}
