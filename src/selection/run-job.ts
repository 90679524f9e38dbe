import { type Encoded, type EncodingPlan, encode, labelsOf, makeEncodingPlan } from '../encode/index.js'
import { DataError, NumericalError } from '../errors.js'
import { scoreModel } from '../evaluation/score.js'
import { compileModel } from '../model/compile.js'
import { buildModel, type Model } from '../model/model.js'
import { type FitProblem, fitRestart, inCanonicalOrder } from '../training/fit.js'
import type { RestartResult } from '../training/restart.js'
import { cureOf } from './cure.js'
import { makeFold } from './fold.js'
import type { Failure, FullOutcome, Job, JobOutcome, SplitOutcome } from './jobs.js'
import type { SearchProblem } from './problem.js'
import { scoreLabels } from './score-labels.js'
import { scoreUnits } from './score-units.js'
import { labelAll } from './state-labels.js'

/** What a job yields: the number of its iterations so far. */
export type JobProgress = { readonly iteration: number }

/** Encoded data of the last job: restarts of one fit share them. */
export interface JobCache {
  last?: { readonly key: string; readonly value: unknown } | undefined
}

/**
 * Does one job; yields after each iteration. The outcome depends on the problem and the job only, not on what was done
 * before: each start has a random stream of its own, and those on all the data have that of `dsm train`.
 */
export async function* runJob(
  problem: SearchProblem,
  job: Job,
  cache: JobCache = {},
): AsyncGenerator<JobProgress, JobOutcome> {
  try {
    return job.split === null
      ? yield* startOnAll(problem, job, cache)
      : yield* startOnFold(problem, job, job.split, cache)
  } catch (error) {
    // Anything else is a mistake in the config or in dsm, and not the fate of one fit.
    if (!(error instanceof NumericalError || error instanceof DataError)) throw error
    const message = error.hint === undefined ? error.message : `${error.message}; ${error.hint}`
    return failed(problem, job, { code: error.code, message })
  }
}

async function* startOnFold(
  problem: SearchProblem,
  job: Job,
  split: number,
  cache: JobCache,
): AsyncGenerator<JobProgress, SplitOutcome> {
  const { engine, trainer, score } = problem
  const { candidate } = job
  const fold = remembered(cache, job, () => makeFold(problem, candidate, split))
  const model = buildModel(candidate.model, candidate.experts, fold.plan)
  // The same random numbers for every cell of a grid: what differs is the model.
  const labels = [`K=${candidate.states}`, 'fold', split]
  const start = { model, data: fold.training, plan: fold.plan, engine, trainer, randomLabels: labels }
  const fitted = yield* climbing(start, job)

  const compiled = compileModel(model, fitted.parameters, { hapax: true })
  const scored = scoreUnits(compiled, engine, fold, problem, candidate, split)
  const impossible = scored.filter((unit) => unit.impossible !== null)
  const [first] = impossible
  const named =
    score === 'log-likelihood' ? null : await scoreLabels(compiled, engine, fold, problem, split, score)
  return {
    kind: 'split',
    job: job.id,
    failure: null,
    ...summary(fitted),
    scores: named?.scores ?? scored.map((unit) => unit.score),
    counts: named?.counts ?? null,
    impossible:
      (first && {
        message: first.impossible!.message,
        hint: first.impossible!.hint,
        cure: cureOf(first.impossible!, candidate.experts),
        units: impossible.length,
      }) ||
      null,
    labels: labelAll(compiled, engine, fold.encoded),
  }
}

async function* startOnAll(
  problem: SearchProblem,
  job: Job,
  cache: JobCache,
): AsyncGenerator<JobProgress, FullOutcome> {
  const { data, engine, trainer } = problem
  const { candidate } = job
  const { plan, encoded } = remembered(cache, job, (): { plan: EncodingPlan; encoded: Encoded } => {
    const plan = makeEncodingPlan(data, candidate, { labels: labelsOf(data) })
    return { plan, encoded: encode(data, plan).encoded }
  })
  const model = buildModel(candidate.model, candidate.experts, plan)
  const fitted = yield* climbing({ model, data: encoded, plan, engine, trainer }, job)
  const compiled = compileModel(model, fitted.parameters)
  const { logLikelihood, aic, bic, icl } = await scoreModel(compiled, encoded, engine)
  return { kind: 'full', job: job.id, failure: null, ...summary(fitted), logLikelihood, aic, bic, icl }
}

async function* climbing(
  start: FitProblem & { readonly model: Model },
  { candidate: { training }, restart }: Job,
): AsyncGenerator<JobProgress, RestartResult> {
  const climb = fitRestart(start, training, restart)
  for (;;) {
    const { value, done } = await climb.next()
    if (done) return inCanonicalOrder(start.model, value)
    yield { iteration: value.trace.length }
  }
}

/** The encoding of the job's data, made once for jobs that follow each other. */
function remembered<T>(cache: JobCache, { candidate, split }: Job, make: () => T): T {
  const key = JSON.stringify([split, candidate.experts])
  if (cache.last?.key !== key) {
    cache.last = undefined
    cache.last = { key, value: make() }
  }
  return cache.last.value as T
}

function summary({ converged, iterations, floored, dead, objective }: RestartResult) {
  return { converged, iterations, floored, dead, objective }
}

function failed(problem: SearchProblem, job: Job, failure: Failure): JobOutcome {
  const nothing = {
    job: job.id,
    failure,
    converged: false,
    iterations: 0,
    floored: [],
    dead: [],
    objective: Number.NEGATIVE_INFINITY,
  }
  if (job.split === null)
    return { kind: 'full', ...nothing, logLikelihood: null, aic: null, bic: null, icl: null }
  const scores = problem.plan.splits[job.split]!.map(() => Number.NEGATIVE_INFINITY)
  return { kind: 'split', ...nothing, scores, counts: null, impossible: null, labels: null }
}
