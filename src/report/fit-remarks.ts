import type { Warning } from '../errors.js'
import type { FittedModel } from './fitted-model.js'
import { plural } from './format.js'

/** What a careful person would want to know of how a model was fitted. */
export function fitRemarks({ model, fit }: FittedModel): Warning[] {
  const remarks: Warning[] = []
  const named = (states: readonly number[]) =>
    `state${states.length === 1 ? '' : 's'} ${states.map((k) => model.stateNames[k]).join(', ')}`
  if (!fit.converged) {
    remarks.push({
      code: 'not-converged',
      message: `the fit had not converged after ${plural(fit.iterations, 'iteration')}; raise training.maxIterations, or training.tolerance`,
    })
  }
  if (fit.floored.length > 0) {
    remarks.push({
      code: 'variance-floor',
      message: `the variance floor holds up ${named(fit.floored)}: without it the likelihood would be unbounded; use fewer states, covariance: diagonal or tied, or a covariance prior`,
    })
  }
  if (fit.dead.length > 0) {
    remarks.push({
      code: 'dead-state',
      message: `almost no step belongs to ${named(fit.dead)}; use fewer states, or training.deadStates: reseed`,
    })
  }
  return remarks
}
