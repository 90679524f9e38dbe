import { encode, labelsOf, makeEncodingPlan } from '../encode/index.js'
import { DataError, NumericalError } from '../errors.js'
import { scoreModel } from '../evaluation/score.js'
import { compileModel } from '../model/compile.js'
import { buildModel } from '../model/model.js'
import { type FitEvent, type FitProblem, type FitResult, fit } from '../training/fit.js'
import { makeFold, needsPast } from './fold.js'
import type { Failure, FullOutcome, Job, JobOutcome, SplitOutcome } from './jobs.js'
import type { SearchProblem } from './problem.js'
import { scoreUnit } from './score-units.js'

/**
 * Does one job; yields the events of its fit. The outcome depends on the problem and the job only, not on what was done
 * before: each job has a random stream of its own, and the fit to all the data has that of `dsm train`.
 */
export async function* runJob(problem: SearchProblem, job: Job): AsyncGenerator<FitEvent, JobOutcome> {
  try {
    return job.split === null ? yield* fitAll(problem, job) : yield* fitSplit(problem, job, job.split)
  } catch (error) {
    // Anything else is a mistake in the config or in dsm, and not the fate of one fit.
    if (!(error instanceof NumericalError || error instanceof DataError)) throw error
    const message = error.hint === undefined ? error.message : `${error.message}; ${error.hint}`
    return failed(problem, job, { code: error.code, message })
  }
}

async function* fitSplit(
  problem: SearchProblem,
  job: Job,
  split: number,
): AsyncGenerator<FitEvent, SplitOutcome> {
  const { engine, experts, plan: splits, training } = problem
  const fold = makeFold(problem, split)
  const model = buildModel(job.candidate.model, experts, fold.plan)
  const labels = [job.candidate.key, 'fold', split]
  const fitted = yield* fit(
    { model, data: fold.training, plan: fold.plan, engine, randomLabels: labels },
    training,
  )

  const compiled = compileModel(model, fitted.parameters, { hapax: true })
  const scoring = needsPast(problem) ? 'given-past' : 'given-rest'
  const scored = splits.splits[split]!.map((unit) =>
    scoreUnit(compiled, engine, fold, splits.units[unit]!, scoring),
  )
  const impossible = scored.filter((unit) => unit.impossible !== null)
  const [first] = impossible
  return {
    kind: 'split',
    job: job.id,
    failure: null,
    ...summary(fitted),
    scores: scored.map(({ score }) => score),
    impossible:
      (first && {
        message: first.impossible!.message,
        hint: first.impossible!.hint,
        units: impossible.length,
      }) ||
      null,
  }
}

async function* fitAll(problem: SearchProblem, job: Job): AsyncGenerator<FitEvent, FullOutcome> {
  const { data, experts, engine, training } = problem
  const plan = makeEncodingPlan(data, experts, { labels: labelsOf(data) })
  const { encoded } = encode(data, plan)
  const model = buildModel(job.candidate.model, experts, plan)
  const fitProblem: FitProblem = { model, data: encoded, plan, engine }
  const fitted = yield* fit(fitProblem, training)
  const { logLikelihood, aic, bic, icl } = await scoreModel(
    compileModel(model, fitted.parameters),
    encoded,
    engine,
  )
  return { kind: 'full', job: job.id, failure: null, ...summary(fitted), logLikelihood, aic, bic, icl }
}

function summary({ converged, iterations, floored, dead, restarts }: FitResult) {
  return { converged, iterations, floored, dead, objectives: restarts.map(({ objective }) => objective) }
}

function failed(problem: SearchProblem, job: Job, failure: Failure): JobOutcome {
  const nothing = {
    job: job.id,
    failure,
    converged: false,
    iterations: 0,
    floored: [],
    dead: [],
    objectives: [],
  }
  if (job.split === null)
    return { kind: 'full', ...nothing, logLikelihood: null, aic: null, bic: null, icl: null }
  const scores = problem.plan.splits[job.split]!.map(() => Number.NEGATIVE_INFINITY)
  return { kind: 'split', ...nothing, scores, impossible: null }
}
