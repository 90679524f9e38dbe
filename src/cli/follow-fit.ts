import type { Config } from '../config/schema.js'
import { NumericalError } from '../errors.js'
import type { TrainingLog } from '../store/training-log.js'
import { type FitEvent, type FitProblem, type FitResult, type FitState, fit } from '../training/fit.js'
import { breathe, Interrupted } from './interrupted.js'
import type { CommandIo } from './io.js'
import { createProgress, type Progress } from './progress.js'

/** Milliseconds: a checkpoint is written at most so often while a restart goes on. */
const checkpointEvery = 2000
/** Where writing takes long it is done less often: for one part of the time in so many. */
const shareOfTime = 20

/** What outlives a fit that is cut off, or belongs to it afterwards. */
export interface FitRecords {
  save(state: FitState): Promise<void>
  /** null where training leaves no log (EM). */
  readonly log: TrainingLog | null
}

/**
 * Draws the events of a fit, keeps its checkpoint and its log; after Ctrl-C saves it and throws Interrupted with the
 * advice. Where numbers fail in the midst of a network's training, what stood before is saved.
 */
export async function followFit(
  io: CommandIo,
  problem: FitProblem,
  config: Config,
  state: FitState | null,
  records: FitRecords,
  advice: string,
): Promise<FitResult> {
  const title = problem.trainer === undefined ? 'restarts' : 'training steps'
  const progress = await createProgress(io, { title, total: config.training.restarts })
  const show = createShow(progress)
  let last: (() => FitState) | null = null
  let wait = checkpointEvery
  let savedAt = Date.now()
  const save = async (to: FitState) => {
    await records.log?.flush()
    const began = Date.now()
    await records.save(to)
    savedAt = Date.now()
    wait = Math.max(checkpointEvery, shareOfTime * (savedAt - began))
  }
  try {
    for await (const event of fit(problem, config.training, state ?? undefined)) {
      if (event.type === 'done') return event.result
      show(event)
      if (event.type === 'start') continue
      if (event.type === 'step') {
        last = event.state
        await records.log?.append(event.restart, event.step)
      }
      const stopped = await interrupted(io)
      if (stopped || event.type === 'restart' || Date.now() - savedAt > wait)
        await save(event.type === 'step' ? event.state() : event.state)
      if (stopped) throw new Interrupted(advice)
    }
  } catch (error) {
    if (!(error instanceof NumericalError) || last === null) throw error
    await save(last())
    throw new NumericalError(error.code, error.message, {
      hint: `${error.hint ?? 'lower training.learningRate'}; the weights before it are kept: with a lower training.learningRate, ${advice}`,
      cause: error,
    })
  } finally {
    progress.stop()
    await records.log?.flush()
  }
  throw new Error('a fit ended without a result')
}

/** Draws one event after the other: restarts, or the training steps of a network with their loss and pace. */
function createShow(progress: Progress): (event: Exclude<FitEvent, { type: 'done' }>) => void {
  let restarts = 1
  let best = Number.NEGATIVE_INFINITY
  let validation = ''
  let first: { readonly step: number; readonly at: number } | null = null
  return (event) => {
    switch (event.type) {
      case 'start':
        restarts = event.restarts
        return progress.total(restarts)
      case 'restart':
        first = null
        best = Math.max(best, event.result.objective)
        return progress.update(event.restart + 1, `best ${best.toFixed(4)}`)
      case 'iteration':
        return progress.update(event.restart, `iteration ${event.iteration}, ${event.objective.toFixed(4)}`)
      case 'step': {
        const { step, steps, epoch, loss, validationLoss } = event.step
        first ??= { step, at: Date.now() }
        if (validationLoss !== null) validation = `, validation ${validationLoss.toFixed(4)}`
        const pace = (1000 * (step - first.step)) / Math.max(1, Date.now() - first.at)
        progress.total(restarts * steps)
        progress.update(
          event.restart * steps + step,
          `epoch ${epoch}, loss ${loss.toFixed(4)}${validation}, ${pace.toFixed(pace < 10 ? 1 : 0)} steps/s`,
        )
      }
    }
  }
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
