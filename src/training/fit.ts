import type { TrainingConfig } from '../config/schema.js'
import type { Encoded, EncodingPlan } from '../encode/encoded.js'
import type { Model } from '../model/model.js'
import type { ModelEngine } from '../model/model-engine.js'
import { permuteStates } from '../model/permute.js'
import { createRandom } from '../random.js'
import { canonicalOrder } from './canonical-order.js'
import { climb, type RestartState } from './climb.js'
import { initialise, labelsDecide } from './initialise.js'
import { isBetter, type RestartResult } from './restart.js'
import { sideBySide } from './side-by-side.js'
import type { Trainer, TrainerProgress, TrainerState, TrainingStep } from './trainer.js'

export interface FitProblem {
  readonly model: Model
  readonly data: Encoded
  readonly plan: EncodingPlan
  readonly engine: ModelEngine
  /** Needed where an expert is a network. */
  readonly trainer?: Trainer | undefined
  /** Called once with the restarts that are left; null where they had better follow each other in this thread. The bits are the same. */
  readonly openRestartRunner?: ((restarts: readonly number[]) => RestartRunner | null) | undefined
  /** Gives this fit random streams of its own among fits with the same seed (folds of a search). */
  readonly randomLabels?: readonly (string | number)[]
}

/** Runs whole restarts of one fit elsewhere, several at a time. */
export interface RestartRunner {
  readonly atOnce: number
  /** null where it went wrong: the restart is run here then, and shows its error. */
  run(restart: number): Promise<RestartResult | null>
  close(): void
}

/** What happens while fitting, in order: start, then for each restart its iterations (EM) or training steps and its end, then done. */
export type FitEvent =
  | { readonly type: 'start'; readonly restarts: number; readonly sequences: number; readonly steps: number }
  | {
      readonly type: 'iteration'
      readonly restart: number
      /** From 1; counts E-steps. */
      readonly iteration: number
      /** log-likelihood + log prior, nats: what EM raises. */
      readonly objective: number
      /** All that a later run needs to go on from here with the same bits. */
      readonly state: FitState
    }
  | {
      readonly type: 'step'
      readonly restart: number
      readonly step: TrainingStep
      /** Copies all that a later run needs; valid until the next restart begins. */
      state(): FitState
    }
  | {
      readonly type: 'restart'
      readonly restart: number
      readonly result: RestartResult
      readonly state: FitState
    }
  | { readonly type: 'done'; readonly result: FitResult }

/** Where a fit stands: the finished restarts, ascending, and the one that is under way in this thread. */
export interface FitState {
  readonly finished: readonly RestartResult[]
  readonly current: RestartState | TrainerState | null
}

export interface FitResult extends RestartResult {
  /** All restarts in order; the best of them is this result. */
  readonly restarts: readonly RestartResult[]
}

/**
 * Fits a model by EM from several starts and keeps the best. Same problem, options and seed: same bits, also when it
 * goes on from a `FitState`. Throws NumericalError where training data are impossible or the objective falls.
 */
export async function* fit(
  problem: FitProblem,
  options: TrainingConfig,
  resume: FitState = { finished: [], current: null },
): AsyncGenerator<FitEvent, FitResult> {
  const { model, data } = problem
  const restarts = usefulRestarts(model, data, options)
  const steps = data.offsets[data.offsets.length - 1]!
  yield { type: 'start', restarts, sequences: data.offsets.length - 1, steps }

  let finished = resume.finished
  const finish = (result: RestartResult): FitEvent => {
    finished = [...finished, result].sort((a, b) => a.restart - b.restart)
    return { type: 'restart', restart: result.restart, result, state: { finished, current: null } }
  }
  const done = new Set(finished.map(({ restart }) => restart))
  const left = Array.from({ length: restarts }, (_, r) => r).filter((r) => !done.has(r))
  const runner = resume.current === null ? (problem.openRestartRunner?.(left) ?? null) : null
  try {
    if (runner === null) for (const restart of left) yield* here(restart)
    else
      for await (const [restart, result] of sideBySide(left, runner.atOnce, (r) => runner.run(r))) {
        if (result === null) yield* here(restart)
        else yield finish(result)
      }
  } finally {
    runner?.close()
  }

  const best = finished.reduce((a, b) => (isBetter(b, a) ? b : a))
  const result: FitResult = { ...inCanonicalOrder(model, best), restarts: finished }
  yield { type: 'done', result }
  return result

  async function* here(restart: number): AsyncGenerator<FitEvent> {
    const current = resume.current?.restart === restart ? resume.current : null
    const climbing = fitRestart(problem, options, restart, current)
    for (;;) {
      const { value, done } = await climbing.next()
      if (done) {
        yield finish(value)
        return
      }
      yield eventOf(restart, value, finished)
    }
  }
}

function eventOf(
  restart: number,
  value: RestartState | TrainerProgress,
  finished: readonly RestartResult[],
): FitEvent {
  if ('step' in value)
    return {
      type: 'step',
      restart,
      step: value.step,
      state: () => ({ finished, current: value.state() }),
    }
  return {
    type: 'iteration',
    restart,
    iteration: value.trace.length,
    objective: value.trace.at(-1)!,
    state: { finished, current: value },
  }
}

/**
 * One of the starts of a fit, a job of its own: it depends on no other. Yields after each M-step or training step; the states of
 * the result are not yet in canonical order.
 */
export function fitRestart(
  problem: FitProblem,
  options: TrainingConfig,
  restart: number,
  current: RestartState | TrainerState | null = null,
): Generator<RestartState, RestartResult> | AsyncGenerator<TrainerProgress, RestartResult> {
  const { model, data, plan, randomLabels = [] } = problem
  const [climbed, trained] =
    current === null ? [null, null] : 'values' in current ? [null, current] : [current, null]
  if (problem.trainer !== undefined) return problem.trainer(problem, options, restart, trained)
  const random = createRandom(options.seed, ...randomLabels, 'restart', restart)
  const begin = climbed ?? {
    restart,
    parameters: initialise(model, data, plan, options.initialisation, restart, random),
    trace: [],
    segments: [0],
    floored: [],
    reseeded: [],
  }
  return climb(problem, options, begin)
}

/** How many starts are worth making: one is as good as many where nothing is left to chance. */
export function usefulRestarts(model: Model, data: Encoded, options: TrainingConfig): number {
  const allGiven = [model.gate, ...model.experts].every((part) =>
    Object.keys(part.layout).every(
      (name) => name in part.start || (part === model.gate && model.gate.network === undefined),
    ),
  )
  return allGiven || model.states === 1 || labelsDecide(data, model.states) ? 1 : options.restarts
}

/** The same fit with its states in the order of the contract: by location, else by share of time. */
export function inCanonicalOrder(model: Model, result: RestartResult): RestartResult {
  const order = canonicalOrder(model, result.parameters, result.share)
  if (order === null) return result
  const renamed = (states: readonly number[]) => states.map((k) => order.indexOf(k)).sort((a, b) => a - b)
  return {
    ...result,
    parameters: permuteStates(result.parameters, order),
    share: Float64Array.from(order, (k) => result.share[k]!),
    floored: renamed(result.floored),
    dead: renamed(result.dead),
  }
}

/** Runs a fit to its end, for callers that do not care about events. */
export async function fitToEnd(
  problem: FitProblem,
  options: TrainingConfig,
  resume?: FitState,
): Promise<FitResult> {
  const events = fit(problem, options, resume)
  for (;;) {
    const { value, done } = await events.next()
    if (done) return value
  }
}
