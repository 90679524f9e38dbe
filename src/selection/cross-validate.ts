import type { Variant } from '../config/grid.js'
import type { Config } from '../config/schema.js'
import type { Dataset } from '../data/dataset.js'
import { labelsOf, type ModelColumns } from '../encode/index.js'
import type { ModelEngine } from '../model/model-engine.js'
import type { Trainer } from '../training/trainer.js'
import { type Candidate, candidatesFor } from './candidates.js'
import type { CvEvent, CvResult } from './cv-result.js'
import { encodingRemarks } from './encoding-remarks.js'
import { gatherFits, gatherSplits, indexJobs, withoutSpareLabels } from './fits.js'
import type { OpenRunner } from './job-runner.js'
import { costOf, type Job, type JobLog, listJobs } from './jobs.js'
import { measureSearch } from './measure.js'
import type { SearchProblem } from './problem.js'
import { fitRemarks } from './remarks.js'
import { runJobs } from './run-jobs.js'
import { scoringFor } from './scoring.js'
import { planSplits } from './split-plan.js'
import { summarise } from './summarise.js'
import { heldOutSteps, unitScores } from './tabulate.js'

/** Data, and the model whose number of states is sought (`config.model.states` is not looked at). */
export interface CvProblem extends ModelColumns {
  readonly config: Config
  readonly data: Dataset
  readonly engine: ModelEngine
  /** Needed where experts are networks. */
  readonly trainer?: Trainer | undefined
  /** The cells of a grid (`gridVariants`); the config alone where left out. */
  readonly variants?: readonly Variant[]
}

export interface CvOptions {
  /** The values of K, each once. */
  readonly states: readonly number[]
  /** Where finished jobs are kept; called once all has been checked. Without it nothing outlives the call. */
  readonly openLog?: () => Promise<JobLog>
  /** What runs jobs side by side; without it they run in this thread. The result is the same. */
  readonly openRunner?: OpenRunner
}

/**
 * Chooses the number of hidden states by cross-validation (and with a grid other keys of the config beside it).
 * Same data, config and seed: the same result, whatever the order of the jobs, also when some come from an earlier run.
 * Throws ConfigError where the search cannot be made, NumericalError where no candidate can be scored.
 */
export async function* crossValidate(
  problem: CvProblem,
  options: CvOptions,
): AsyncGenerator<CvEvent, CvResult> {
  const { config, data, experts, gate, engine, trainer } = problem
  const { score, rule } = config.selection
  const plan = planSplits(data, { ...config.selection, seed: config.training.seed })
  const variants = problem.variants ?? [{ settings: {}, config }]
  const candidates = candidatesFor(config, variants, { experts, gate }, options.states, labelsOf(data))
  const search: SearchProblem = { data, plan, score, engine, trainer }
  const measure = measureSearch(search, candidates)
  const scoring = scoringFor(score, heldOutSteps(plan, measure))
  const jobs = listJobs(candidates, measure.restarts, plan)
  const log = await options.openLog?.()
  const finished = new Map(log?.finished)
  const progress = new Progress(jobs)
  for (const job of jobs) if (finished.has(job.id)) progress.add(job)
  const { by, units, splits } = plan
  yield { type: 'start', jobs: jobs.length, ...progress.now(), by, units: units.length, folds: splits.length }

  const jobsOf = indexJobs(jobs)
  const scored = new Map<Candidate, number>()
  const scoreWhenDone = (candidate: Candidate) => {
    const fits = gatherSplits(candidate, jobsOf, finished, plan)
    if (fits !== null) scored.set(candidate, scoring.estimate(unitScores(fits, plan)).mean)
  }
  for (const candidate of candidates) scoreWhenDone(candidate)
  for await (const event of runJobs(
    search,
    jobs.filter(({ id }) => !finished.has(id)),
    options.openRunner,
  )) {
    if (event.type === 'iteration') {
      yield event
      continue
    }
    const { job, outcome } = event
    const kept = withoutSpareLabels(job, outcome, jobsOf, finished)
    finished.set(job.id, kept)
    await log?.append(kept)
    progress.add(job)
    const { finished: done, share } = progress.now()
    if (!scored.has(job.candidate)) scoreWhenDone(job.candidate)
    yield { type: 'job', job, outcome, done, share, best: bestOf(scored) }
  }

  const fits = candidates.map((candidate, c) =>
    gatherFits(candidate, measure.parameters[c]!, jobsOf, finished, plan),
  )
  const warnings = [...encodingRemarks(search, candidates), ...fitRemarks(fits)]
  const result = summarise(fits, rule, plan, measure, warnings)
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

function bestOf(scored: ReadonlyMap<Candidate, number>): { label: string; mean: number } | null {
  let best: { label: string; mean: number } | null = null
  for (const [{ label }, mean] of scored)
    if (Number.isFinite(mean) && (best === null || mean > best.mean)) best = { label, mean }
  return best
}

/** How many jobs are finished, and what share of the expected work they were. */
class Progress {
  readonly #all: number
  #finished = 0
  #work = 0

  constructor(jobs: readonly Job[]) {
    this.#all = jobs.reduce((sum, job) => sum + costOf(job), 0)
  }

  add(job: Job): void {
    this.#finished++
    this.#work += costOf(job)
  }

  now(): { finished: number; share: number } {
    return { finished: this.#finished, share: this.#work / this.#all }
  }
}
