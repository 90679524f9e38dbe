import type { Config } from '../config/schema.js'
import { type FitProblem, type FitResult, type FitState, fit } from '../training/fit.js'
import { breathe, Interrupted } from './interrupted.js'
import type { CommandIo } from './io.js'
import { createProgress } from './progress.js'

/** Milliseconds: a checkpoint is written at most so often while a restart goes on. */
const checkpointEvery = 2000

/** Draws the events of a fit and keeps its checkpoint; after Ctrl-C saves it and throws Interrupted with the advice. */
export async function followFit(
  io: CommandIo,
  problem: FitProblem,
  config: Config,
  state: FitState | null,
  save: (state: FitState) => Promise<void>,
  advice: string,
): Promise<FitResult> {
  const { epochs, restarts } = config.training
  // A network takes so long that its epochs are drawn one by one.
  const each = problem.trainer === undefined ? 1 : epochs
  const title = each > 1 ? 'epochs' : 'restarts'
  const progress = await createProgress(io, { title, total: restarts * each })
  let best = Number.NEGATIVE_INFINITY
  let savedAt = Date.now()
  try {
    for await (const event of fit(problem, config.training, state ?? undefined)) {
      if (event.type === 'done') return event.result
      if (event.type === 'start') {
        progress.total(event.restarts * each)
        continue
      }
      if (event.type === 'restart') {
        best = Math.max(best, event.result.objective)
        progress.update((event.restart + 1) * each, `best ${best.toFixed(4)}`)
      } else {
        const done = each > 1 ? event.restart * each + event.iteration : event.restart
        const word = each > 1 ? 'epoch' : 'iteration'
        progress.update(done, `${word} ${event.iteration}, ${event.objective.toFixed(4)}`)
      }
      const stopped = await interrupted(io)
      if (stopped || event.type === 'restart' || Date.now() - savedAt > checkpointEvery) {
        await save(event.state)
        savedAt = Date.now()
      }
      if (stopped) throw new Interrupted(advice)
    }
  } finally {
    progress.stop()
  }
  throw new Error('a fit ended without a result')
}

async function interrupted(io: CommandIo): Promise<boolean> {
  try {
    await breathe(io.context)
    return false
  } catch (error) {
    if (error instanceof Interrupted) return true
    throw error
  }
}
