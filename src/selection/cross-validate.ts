import type { Config } from '../config/schema.js'
import type { Dataset } from '../data/dataset.js'
import { type ExpertColumns, encode, labelsOf, makeEncodingPlan, observedSteps } from '../encode/index.js'
import { buildModel, freeParameters } from '../model/model.js'
import type { ModelEngine } from '../model/model-engine.js'
import { validateData } from '../model/validate-data.js'
import type { FitEvent } from '../training/fit.js'
import { type Candidate, candidatesFor } from './candidates.js'
import type { CvEvent, CvResult } from './cv-result.js'
import { encodingRemarks } from './encoding-remarks.js'
import {
  type FullOutcome,
  type Job,
  type JobLog,
  type JobOutcome,
  listJobs,
  type SplitOutcome,
} from './jobs.js'
import type { SearchProblem } from './problem.js'
import { fitRemarks } from './remarks.js'
import { runJob } from './run-job.js'
import { planSplits, type SplitPlan } from './split-plan.js'
import { ratioEstimate } from './standard-error.js'
import { summarise } from './summarise.js'
import { type CandidateOutcomes, unitTotals } from './tabulate.js'
import { rangesOf } from './units.js'

/** Data, and the model whose number of states is sought (`config.model.states` is not looked at). */
export interface CvProblem {
  readonly config: Config
  readonly data: Dataset
  readonly experts: readonly ExpertColumns[]
  readonly engine: ModelEngine
}

export interface CvOptions {
  /** The values of K, each once. */
  readonly states: readonly number[]
  /** Where finished jobs are kept; called once all has been checked. Without it nothing outlives the call. */
  readonly openLog?: () => Promise<JobLog>
}

/**
 * Chooses the number of hidden states by k-fold cross-validation (design: by sequence, or by block for long series).
 * Same data, config and seed: the same result, also when jobs come from an earlier run.
 * Throws ConfigError where the search cannot be made, NumericalError where no K can be scored.
 */
export async function* crossValidate(
  problem: CvProblem,
  options: CvOptions,
): AsyncGenerator<CvEvent, CvResult> {
  const { config, data, experts, engine } = problem
  const plan = planSplits(data, { ...config.selection, seed: config.training.seed })
  const candidates = candidatesFor(config, options.states, labelsOf(data))
  const { parameters, steps } = measure(problem, candidates, plan)
  const search: SearchProblem = { data, experts, engine, training: config.training, plan }
  const jobs = listJobs(candidates, plan)
  const log = await options.openLog?.()
  const finished = new Map(log?.finished)
  const done = () => jobs.filter(({ id }) => finished.has(id)).length
  yield {
    type: 'start',
    jobs: jobs.length,
    finished: done(),
    by: plan.by,
    units: plan.units.length,
    folds: plan.splits.length,
  }

  for (const job of jobs) {
    if (finished.has(job.id)) continue
    const outcome = yield* forward(job, runJob(search, job))
    finished.set(job.id, outcome)
    await log?.append(outcome)
    yield {
      type: 'job',
      job,
      outcome,
      done: done(),
      best: bestSoFar(candidates, jobs, finished, plan, steps),
    }
  }

  const outcomes = candidates.map((candidate, c) => gather(candidate, parameters[c]!, jobs, finished))
  const warnings = [...encodingRemarks(search), ...fitRemarks(outcomes)]
  const result = summarise(outcomes, config.selection.rule, plan, steps, warnings)
  yield { type: 'done', result }
  return result
}

/** Runs a search to its end, for callers that do not care about events. */
export async function crossValidateToEnd(problem: CvProblem, options: CvOptions): Promise<CvResult> {
  const events = crossValidate(problem, options)
  for (;;) {
    const { value, done } = await events.next()
    if (done) return value
  }
}

/** Builds every candidate on all the data, so that what cannot be is said before the first fit. */
function measure({ data, experts }: CvProblem, candidates: readonly Candidate[], { units }: SplitPlan) {
  const plan = makeEncodingPlan(data, experts, { labels: labelsOf(data) })
  const { encoded } = encode(data, plan)
  const models = candidates.map(({ model }) => buildModel(model, experts, plan))
  validateData(models[0]!, encoded)
  const steps = Uint32Array.from(units, (unit) =>
    rangesOf(unit, data.offsets).reduce((sum, { from, to }) => sum + observedSteps(encoded, from, to), 0),
  )
  return { parameters: models.map(freeParameters), steps }
}

async function* forward(
  job: Job,
  running: AsyncGenerator<FitEvent, JobOutcome>,
): AsyncGenerator<CvEvent, JobOutcome> {
  for (;;) {
    const { value, done } = await running.next()
    if (done) return value
    yield { type: 'fit', job, event: value }
  }
}

function gather(
  candidate: Candidate,
  freeParameters: number,
  jobs: readonly Job[],
  finished: ReadonlyMap<string, JobOutcome>,
): CandidateOutcomes {
  const outcomes = jobs.filter((job) => job.candidate === candidate).map(({ id }) => finished.get(id)!)
  return {
    candidate,
    freeParameters,
    splits: outcomes.filter((outcome): outcome is SplitOutcome => outcome.kind === 'split'),
    full: outcomes.find((outcome): outcome is FullOutcome => outcome.kind === 'full')!,
  }
}

function bestSoFar(
  candidates: readonly Candidate[],
  jobs: readonly Job[],
  finished: ReadonlyMap<string, JobOutcome>,
  plan: SplitPlan,
  steps: Uint32Array,
): { states: number; mean: number } | null {
  let best: { states: number; mean: number } | null = null
  for (const candidate of candidates) {
    const own = jobs.filter((job) => job.candidate === candidate && job.split !== null)
    const splits = own.flatMap(({ id }) => (finished.get(id) as SplitOutcome | undefined) ?? [])
    if (splits.length < own.length) continue
    const { mean } = ratioEstimate(unitTotals(splits, plan), steps)
    if (Number.isFinite(mean) && (best === null || mean > best.mean))
      best = { states: candidate.states, mean }
  }
  return best
}
