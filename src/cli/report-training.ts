import { type Score, scoreModel } from '../evaluation/index.js'
import { compileModel } from '../model/compile.js'
import { count, describeModel, fixed } from '../report/index.js'
import type { SavedModel } from '../store/model-file.js'
import type { FitProblem } from '../training/fit.js'
import type { CommandIo } from './io.js'

/**
 * The fitted model and its figures, as `dsm eval` would give them for the training data with known states clamped; exact
 * also where a beam was used in training.
 */
export async function reportTraining(
  io: CommandIo,
  saved: SavedModel,
  { data, engine }: FitProblem,
  path: string,
): Promise<void> {
  const compiled = compileModel(saved.model, saved.parameters)
  const score = await scoreModel(compiled, data, engine.exact ?? engine, { clamp: true })
  const { fit } = saved
  io.print(describeModel(saved))
  io.print(
    [
      `\nlog-likelihood ${fixed(score.logLikelihood)}, ${fixed(score.logLikelihoodPerStep)} per observed step`,
      ...criteriaLine(score),
      `model written to ${path}`,
    ].join('\n'),
  )
  io.result({
    model: path,
    states: saved.model.states,
    logLikelihood: score.logLikelihood,
    logLikelihoodPerStep: score.logLikelihoodPerStep,
    freeParameters: score.freeParameters,
    sequences: score.sequences,
    steps: score.steps,
    iterations: fit.iterations,
    converged: fit.converged,
    aic: score.aic,
    bic: score.bic,
    icl: score.icl,
    ...(fit.beam === undefined ? {} : { beam: fit.beam }),
  })
}

/** None for networks. */
function criteriaLine({ n, aic, bic, icl }: Score): string[] {
  if (aic === null || bic === null || icl === null) return []
  return [`AIC ${fixed(aic, 2)}  BIC ${fixed(bic, 2)}  ICL ${fixed(icl, 2)}  (n = ${count(n)})`]
}
