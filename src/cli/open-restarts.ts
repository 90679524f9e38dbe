import type { Config } from '../config/schema.js'
import type { PreparedData } from '../prepare.js'
import type { FitProblem, RestartRunner } from '../training/fit.js'
import type { EngineResources } from './open-engine.js'

/** Steps × states² from which a restart takes longer than the start of threads. */
const WORTH_THREADS = 5e5

export interface OpenRestarts {
  readonly openRestartRunner: NonNullable<FitProblem['openRestartRunner']>
  /** Ends what is still under way. */
  close(): void
}

/**
 * Restarts of a fit on all threads, one thread each, where they are many enough to keep the threads busy and long enough to be worth their
 * start; else null: one restart after the other, each on all threads.
 */
export async function openRestarts(
  { model, training }: Config,
  { experts, gate, plan, encoded }: PreparedData,
  states: number,
  { threads, module, budget, beam }: EngineResources,
): Promise<OpenRestarts | null> {
  const steps = encoded.offsets.at(-1)!
  // A beam counts what it drops in this thread.
  if (threads < 2 || beam > 0 || steps * states * states < WORTH_THREADS) return null
  const { createRestartTeam } = await import('../cluster/restart-team.js')
  const work = {
    config: { model, training },
    columns: { experts, gate },
    plan,
    data: encoded,
    module,
    budget,
  }
  let runner: RestartRunner | null = null
  return {
    openRestartRunner(restarts) {
      if (restarts.length < threads) return null
      runner = createRestartTeam(work, threads)
      return runner
    },
    close: () => runner?.close(),
  }
}
