import { fixed } from '../report/index.js'
import type { CvEvent, CvResult } from '../selection/index.js'
import { breathe, Interrupted } from './interrupted.js'
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
  let done = 0
  let best = ''
  let looked = Date.now()
  try {
    for await (const event of search) {
      if (event.type === 'done') return event.result
      if (event.type === 'start') {
        done = event.finished
        progress.total(event.jobs)
        if (done > 0) io.say(`${done} of ${event.jobs} fits were finished earlier`)
      } else if (event.type === 'job') {
        done = event.done
        if (event.best !== null) best = ` | best so far K=${event.best.states} ${fixed(event.best.mean)}`
        progress.update(done)
      } else if (event.event.type === 'restart') {
        progress.update(done, `${event.job.id}, restart ${event.event.restart + 1}${best}`)
      }
      if (Date.now() - looked < lookUpEvery) continue
      await breatheOrAdvise(io, done, resume)
      looked = Date.now()
    }
  } finally {
    progress.stop()
  }
  throw new Error('a search ended without a result')
}

async function breatheOrAdvise(io: CommandIo, done: number, resume: string): Promise<void> {
  try {
    await breathe(io.context)
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error
    throw new Interrupted(`${done} finished fits are kept; go on with: ${resume}`)
  }
}
