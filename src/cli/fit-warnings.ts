import type { Config } from '../config/schema.js'
import type { Warning } from '../errors.js'
import type { Model } from '../model/model.js'
import type { FitResult } from '../training/fit.js'

/** What a careful person would want to know of a finished fit. */
export function fitWarnings(model: Model, result: FitResult, { training }: Config): Warning[] {
  const warnings: Warning[] = []
  const add = (code: string, message: string) => warnings.push({ code, message })
  const named = (states: readonly number[]) =>
    `state${states.length === 1 ? '' : 's'} ${states.map((k) => model.stateNames[k]).join(', ')}`
  if (!result.converged) {
    add(
      'not-converged',
      `not converged after ${result.iterations} iterations; raise training.maxIterations, or training.tolerance (now ${training.tolerance})`,
    )
  }
  if (result.floored.length > 0) {
    add(
      'variance-floor',
      `the variance floor holds up ${named(result.floored)}: without it the likelihood would be unbounded; use fewer states, covariance: diagonal or tied, or a covariance prior`,
    )
  } else {
    const floored = result.restarts.filter((restart) => restart.floored.length > 0).length
    if (floored > 0) {
      add(
        'floored-restarts',
        `${floored} of ${result.restarts.length} restarts ended on the variance floor and were ranked behind the others`,
      )
    }
  }
  if (result.dead.length > 0) {
    add(
      'dead-state',
      `no step belongs to ${named(result.dead)} any more; use fewer states, or training.deadStates: reseed`,
    )
  }
  if (training.threads > 1) {
    add('one-thread', `training.threads is ${training.threads}, but this version computes on one thread`)
  }
  return warnings
}
