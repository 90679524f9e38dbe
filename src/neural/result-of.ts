import { compileModel } from '../model/compile.js'
import type { ModelParameters } from '../model/model.js'
import { createStatistics } from '../model/statistics.js'
import { expectation } from '../training/expectation.js'
import type { FitProblem } from '../training/fit.js'
import type { RestartResult } from '../training/restart.js'

/** A state with less than this share of a step is dead. */
const deadSteps = 1e-6

/** What these parameters say of all training data; `objective` is the score of the sequences kept aside, where some are. */
export function resultOf(
  { model, data, engine }: FitProblem,
  found: {
    readonly restart: number
    readonly parameters: ModelParameters
    readonly trace: readonly number[]
    readonly objective: number | null
  },
): RestartResult {
  const statistics = createStatistics(model)
  const { logLikelihood } = expectation(
    compileModel(model, found.parameters),
    data,
    engine.exact ?? engine,
    statistics,
  )
  const visits = statistics.gate.slice(model.states, 2 * model.states)
  const all = visits.reduce((a, b) => a + b, 0) || 1
  return {
    ...found,
    logLikelihood,
    objective: found.objective ?? logLikelihood,
    iterations: found.trace.length,
    // The rate falls to 0 by the last epoch: a run that came to its end, early or not, is over.
    converged: true,
    segments: [0],
    floored: [],
    dead: [...visits.keys()].filter((k) => visits[k]! < deadSteps),
    share: visits.map((v) => v / all),
  }
}
