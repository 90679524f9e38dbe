import { fixed } from '../report/index.js'
import type { CvEvent, CvResult } from '../selection/index.js'
import { breathe, Interrupted, orInterrupted } from './interrupted.js'
import type { CommandIo } from './io.js'
import { createProgress } from './progress.js'

/** The search looks up for Ctrl-C at most this many milliseconds after the last time. */
const lookUpEvery = 50

/** Draws the events of a search; Ctrl-C ends it with the advice to resume. */
export async function followSearch(
  io: CommandIo,
  search: AsyncGenerator<CvEvent, CvResult>,
  resume: string,
): Promise<CvResult> {
  const progress = await createProgress(io, { title: 'fits', total: 1 })
  let jobs = 1
  let done = 0
  let looked = Date.now()
  try {
    for (;;) {
      const { value: event, done: ended } = await orInterrupted(io.context, search.next())
      if (ended) return event
      if (event.type === 'start') {
        jobs = event.jobs
        done = event.finished
        if (done > 0) io.say(`${done} of ${jobs} fits were finished earlier`)
        progress.total(jobs)
        progress.update(Math.round(event.share * jobs))
      } else if (event.type === 'job') {
        done = event.done
        const best = event.best === null ? '' : ` | best so far ${event.best.label} ${fixed(event.best.mean)}`
        // By expected work and not by number: the first jobs are the longest.
        progress.update(Math.round(event.share * jobs), `${event.job.id}${best}`)
      }
      if (Date.now() - looked < lookUpEvery) continue
      await breathe(io.context)
      looked = Date.now()
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error
    throw new Interrupted(`${done} finished fits are kept; go on with: ${resume}`)
  } finally {
    progress.stop()
  }
}
