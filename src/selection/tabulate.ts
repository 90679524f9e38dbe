import type { SelectionRule } from '../config/schema.js'
import type { Candidate } from './candidates.js'
import { type Choices, chooseK, type RuleInput } from './choose.js'
import type { FullOutcome, SplitOutcome } from './jobs.js'
import type { SplitPlan } from './split-plan.js'
import { pairedDifference, ratioEstimate } from './standard-error.js'

/** All outcomes of one candidate. */
export interface CandidateOutcomes {
  readonly candidate: Candidate
  readonly freeParameters: number
  /** [splits] */
  readonly splits: readonly SplitOutcome[]
  readonly full: FullOutcome
}

/** One K of the table. Held-out figures are in nats per observed held-out step, in the data's units. */
export interface CvRow {
  readonly states: number
  /** Σ held-out log p / Σ held-out steps; −Infinity where a fit failed or rules a unit out. */
  readonly mean: number
  /** Of the mean, over units; null where there is none (fewer than two units, or an infinite mean). */
  readonly standardError: number | null
  /** Mean minus that of the best K; 0 for the best. null where no K can be scored. */
  readonly difference: number | null
  /** Of the paired difference over units; 0 for the best. */
  readonly differenceStandardError: number | null
  /** [splits] held-out mean of each fold; null for a fold without an observed step. */
  readonly folds: readonly (number | null)[]
  readonly aic: number | null
  readonly bic: number | null
  readonly icl: number | null
  /** log p(x) of the fit to all the data, nats. */
  readonly logLikelihood: number | null
  readonly freeParameters: number
  /** Some fit failed: never chosen. */
  readonly failed: boolean
  /** The fit to all the data stands on the variance floor: its likelihood, and so AIC, BIC and ICL, means little. */
  readonly degenerate: boolean
}

export interface CvTable {
  readonly table: readonly CvRow[]
  readonly choices: Choices
}

/** @param steps [units] observed steps of each unit */
export function tabulate(
  outcomes: readonly CandidateOutcomes[],
  plan: SplitPlan,
  steps: Uint32Array,
): CvTable {
  const inputs = outcomes.map((outcome): RuleInput => {
    const { full, candidate, freeParameters } = outcome
    const degenerate = full.floored.length > 0
    return {
      states: candidate.states,
      freeParameters,
      totals: unitTotals(outcome.splits, plan),
      aic: degenerate ? null : full.aic,
      bic: degenerate ? null : full.bic,
      icl: degenerate ? null : full.icl,
      usable: !isFailed(outcome),
    }
  })
  const choices = chooseK(inputs, steps)
  const best = choices.maximum === null ? null : inputs[choices.maximum]!.totals
  return { choices, table: outcomes.map((outcome, i) => row(outcome, inputs[i]!.totals, best, plan, steps)) }
}

/** What a rule chooses, as a number of states. */
export function statesOf(table: readonly CvRow[], choices: Choices, rule: SelectionRule): number | null {
  const index = choices[rule]
  return index === null ? null : table[index]!.states
}

/** [units] held-out log-likelihood, nats; with several splits that hold a unit out, their mean. */
export function unitTotals(outcomes: readonly SplitOutcome[], { units, splits }: SplitPlan): Float64Array {
  const totals = new Float64Array(units.length)
  const times = new Uint32Array(units.length)
  for (const [split, { scores }] of outcomes.entries()) {
    for (const [i, unit] of splits[split]!.entries()) {
      totals[unit]! += scores[i]!
      times[unit]!++
    }
  }
  return totals.map((total, unit) => total / Math.max(1, times[unit]!))
}

function isFailed({ splits, full }: CandidateOutcomes): boolean {
  return full.failure !== null || splits.some(({ failure }) => failure !== null)
}

function row(
  outcome: CandidateOutcomes,
  totals: Float64Array,
  best: Float64Array | null,
  plan: SplitPlan,
  steps: Uint32Array,
): CvRow {
  const { full, candidate, freeParameters } = outcome
  const { mean, standardError } = ratioEstimate(totals, steps)
  const difference = best === null ? null : pairedDifference(totals, best, steps)
  return {
    states: candidate.states,
    mean,
    standardError: orNull(standardError),
    difference: difference?.mean ?? null,
    differenceStandardError: difference && orNull(difference.standardError),
    folds: outcome.splits.map(({ scores }, split) => foldMean(scores, plan.splits[split]!, steps)),
    aic: full.aic,
    bic: full.bic,
    icl: full.icl,
    logLikelihood: full.logLikelihood,
    freeParameters,
    failed: isFailed(outcome),
    degenerate: full.floored.length > 0,
  }
}

function foldMean(scores: readonly number[], units: readonly number[], steps: Uint32Array): number | null {
  const { mean } = ratioEstimate(
    scores,
    units.map((unit) => steps[unit]!),
  )
  return orNull(mean)
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value
}
