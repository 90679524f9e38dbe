import type { Candidate } from './candidates.js'
import type { FullOutcome, Job, JobOutcome, SplitOutcome } from './jobs.js'
import type { SplitPlan } from './split-plan.js'

/** The starts of one fit: the best of them, by its training objective alone, and what each reached. */
export type Fit<O extends JobOutcome> = O & {
  /** log-likelihood + log prior of each start, nats; −Infinity where it failed. */
  readonly objectives: readonly number[]
}

/** All fits of one candidate. */
export interface CandidateFits {
  readonly candidate: Candidate
  readonly freeParameters: number
  /** [splits] */
  readonly splits: readonly Fit<SplitOutcome>[]
  readonly full: Fit<FullOutcome>
}

/**
 * The fit that its starts amount to. One that failed is the fit's failure, as it is for `dsm train`; else those that end on
 * the variance floor rank behind those that do not, then the higher objective wins, then the earlier.
 */
export function bestStart<O extends JobOutcome>(starts: readonly O[]): Fit<O> {
  const failed = starts.find(({ failure }) => failure !== null)
  const best = failed ?? starts.reduce((a, b) => (isBetter(b, a) ? b : a))
  return { ...best, objectives: starts.map(({ objective }) => objective) }
}

function isBetter(a: JobOutcome, b: JobOutcome): boolean {
  const aFloored = a.floored.length > 0
  const bFloored = b.floored.length > 0
  return aFloored === bFloored ? a.objective > b.objective : bFloored
}

/** The starts of one fit. */
export type JobsOf = (candidate: Candidate, split: number | null) => readonly Job[]

export function indexJobs(jobs: readonly Job[]): JobsOf {
  const fits = new Map<string, Job[]>()
  const keyOf = (candidate: Candidate, split: number | null) => `${split} ${candidate.key}`
  for (const job of jobs) {
    const key = keyOf(job.candidate, job.split)
    const known = fits.get(key)
    if (known === undefined) fits.set(key, [job])
    else known.push(job)
  }
  return (candidate, split) => fits.get(keyOf(candidate, split)) ?? []
}

/** Labels are needed of the best start only: the others of its fit (finished ones, or this one) lose theirs, lest all starts fill memory and disk. */
export function withoutSpareLabels(
  { candidate, split }: Job,
  outcome: JobOutcome,
  jobsOf: JobsOf,
  finished: Map<string, JobOutcome>,
): JobOutcome {
  if (outcome.kind === 'full' || outcome.labels === null) return outcome
  for (const { id } of jobsOf(candidate, split)) {
    const other = finished.get(id)
    if (other?.kind !== 'split' || other.labels === null) continue
    if (isBetter(other, outcome)) return { ...outcome, labels: null }
    if (isBetter(outcome, other)) finished.set(id, { ...other, labels: null })
  }
  return outcome
}

/** The fits of a candidate whose jobs are all finished. */
export function gatherFits(
  candidate: Candidate,
  freeParameters: number,
  jobsOf: JobsOf,
  finished: ReadonlyMap<string, JobOutcome>,
  plan: SplitPlan,
): CandidateFits {
  return {
    candidate,
    freeParameters,
    splits: gatherSplits(candidate, jobsOf, finished, plan)!,
    full: bestStart(outcomesOf<FullOutcome>(candidate, null, jobsOf, finished)!),
  }
}

/** [splits] the fits to training parts; null while one is not finished. */
export function gatherSplits(
  candidate: Candidate,
  jobsOf: JobsOf,
  finished: ReadonlyMap<string, JobOutcome>,
  { splits }: SplitPlan,
): Fit<SplitOutcome>[] | null {
  const fits: Fit<SplitOutcome>[] = []
  for (const split of splits.keys()) {
    const starts = outcomesOf<SplitOutcome>(candidate, split, jobsOf, finished)
    if (starts === null) return null
    fits.push(bestStart(starts))
  }
  return fits
}

function outcomesOf<O extends JobOutcome>(
  candidate: Candidate,
  split: number | null,
  jobsOf: JobsOf,
  finished: ReadonlyMap<string, JobOutcome>,
): O[] | null {
  const outcomes = jobsOf(candidate, split).map(({ id }) => finished.get(id))
  return outcomes.includes(undefined) ? null : (outcomes as O[])
}
