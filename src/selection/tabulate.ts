import { isNeural } from '../config/neural.js'
import { type Choices, chooseK, type RuleInput } from './choose.js'
import type { CandidateFits, Fit } from './fits.js'
import type { SplitOutcome } from './jobs.js'
import type { Measure } from './measure.js'
import { type Scoring, scoringFor, type UnitScores } from './scoring.js'
import type { SplitPlan } from './split-plan.js'
import { type Trust, trustIn } from './trust.js'

/** One candidate of the table. Held-out figures are in nats per observed held-out step, in the data's units, or what `score` says. */
export interface CvRow extends Trust {
  readonly states: number
  /** Values of the grid by config key; empty without a grid. */
  readonly settings: Readonly<Record<string, unknown>>
  /** `K=3`, `K=3, covariance=full` */
  readonly label: string
  /** Σ held-out log p / Σ held-out steps; −Infinity where a fit failed or rules a unit out. */
  readonly mean: number
  /** Of the mean, over units; null where there is none (fewer than two units, or an infinite mean). */
  readonly standardError: number | null
  /** Mean minus that of the best K; 0 for the best. null where no K can be scored. */
  readonly difference: number | null
  /** Of the paired difference over units; 0 for the best. */
  readonly differenceStandardError: number | null
  /** [splits] held-out mean of each split; null for one without an observed step. */
  readonly folds: readonly (number | null)[]
  readonly aic: number | null
  readonly bic: number | null
  readonly icl: number | null
  /** log p(x) of the fit to all the data, nats. */
  readonly logLikelihood: number | null
  readonly freeParameters: number
  /** Made of networks: ordered by K, not by the number of weights, and without AIC, BIC and ICL. */
  readonly networks: boolean
  /** Where a held-out unit is ruled out: a setting that cures it, as --set takes it. */
  readonly cure: string | null
  /** Some fit failed: never chosen. */
  readonly failed: boolean
  /** The fit to all the data stands on the variance floor: its likelihood, and so AIC, BIC and ICL, means little. */
  readonly degenerate: boolean
}

export interface CvTable {
  readonly table: readonly CvRow[]
  readonly choices: Choices
}

export function tabulate(fits: readonly CandidateFits[], plan: SplitPlan, measure: Measure): CvTable {
  const scoring = scoringFor(measure.score, heldOutSteps(plan, measure))
  const inputs = fits.map((fit): RuleInput => {
    const { full, candidate, freeParameters } = fit
    const degenerate = full.floored.length > 0
    return {
      states: candidate.states,
      freeParameters,
      networks: isNeural(candidate.model),
      ...unitScores(fit.splits, plan),
      aic: degenerate ? null : full.aic,
      bic: degenerate ? null : full.bic,
      icl: degenerate ? null : full.icl,
      usable: !isFailed(fit),
    }
  })
  const choices = chooseK(inputs, scoring)
  const best = choices.maximum === null ? null : inputs[choices.maximum]!
  return { choices, table: fits.map((fit, i) => row(fit, inputs[i]!, best, plan, measure, scoring)) }
}

/** [units] steps that the scores divide by; 0 for a unit that no split held out. */
export function heldOutSteps({ units, splits }: SplitPlan, { steps }: Measure): Uint32Array {
  const held = new Uint8Array(units.length)
  for (const split of splits) for (const unit of split) held[unit] = 1
  return steps.map((n, unit) => (held[unit] === 1 ? n : 0))
}

/** What each unit scored: with several splits that hold it out, their mean; with half-sampling, the sum of its halves. */
export function unitScores(
  outcomes: readonly SplitOutcome[],
  { units, splits, method }: SplitPlan,
): UnitScores {
  const totals = new Float64Array(units.length)
  const times = new Uint32Array(units.length)
  const counts: number[][] = units.map(() => [])
  for (const [split, outcome] of outcomes.entries()) {
    for (const [i, unit] of splits[split]!.entries()) {
      totals[unit]! += outcome.scores[i]!
      times[unit]!++
      if (outcome.counts !== null) counts[unit]!.push(...outcome.counts[i]!)
    }
  }
  const parts = method === 'half-sampling' ? 2 : 1
  const scored = outcomes.some((outcome) => outcome.counts !== null)
  return {
    totals: totals.map((total, unit) => total / Math.max(1, times[unit]! / parts)),
    ...(scored ? { counts } : {}),
  }
}

function isFailed({ splits, full }: CandidateFits): boolean {
  return full.failure !== null || splits.some(({ failure }) => failure !== null)
}

function row(
  fits: CandidateFits,
  scores: UnitScores,
  best: UnitScores | null,
  plan: SplitPlan,
  measure: Measure,
  scoring: Scoring,
): CvRow {
  const { full, candidate, freeParameters } = fits
  const { mean, standardError } = scoring.estimate(scores)
  const difference = best === null ? null : scoring.difference(scores, best)
  return {
    states: candidate.states,
    settings: candidate.settings,
    label: candidate.label,
    mean,
    standardError: orNull(standardError),
    difference: difference?.mean ?? null,
    differenceStandardError: difference && orNull(difference.standardError),
    folds: fits.splits.map((fit, split) => splitMean(fit, plan.splits[split]!, split, measure)),
    aic: full.aic,
    bic: full.bic,
    icl: full.icl,
    logLikelihood: full.logLikelihood,
    freeParameters,
    networks: isNeural(candidate.model),
    cure: fits.splits.map((fit) => fit.impossible?.cure).find((cure) => cure != null) ?? null,
    failed: isFailed(fits),
    degenerate: full.floored.length > 0,
    ...trustIn(fits),
  }
}

function splitMean(
  { scores, counts }: Fit<SplitOutcome>,
  units: readonly number[],
  split: number,
  measure: Measure,
): number | null {
  const scoring = scoringFor(measure.score, measure.stepsOf(split, units))
  const totals = Float64Array.from(scores)
  return orNull(scoring.estimate(counts === null ? { totals } : { totals, counts }).mean)
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value
}
