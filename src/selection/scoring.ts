import type { SelectionScore } from '../config/schema.js'
import { jackknife } from './jackknife.js'
import { pairedDifference, type RatioEstimate, ratioEstimate } from './standard-error.js'

/** What a candidate scored on each held-out unit. */
export interface UnitScores {
  /** [units] log-likelihood (nats), steps told right, or log p(labels); −Infinity where ruled out or failed. */
  readonly totals: Float64Array
  /** For macro-F1: of each unit, for each label that occurs in it, [label, right, predicted, true]. */
  readonly counts?: readonly (readonly number[])[] | undefined
}

/** How scores of units become one figure, and the difference of two candidates on the same units. Higher is better. */
export interface Scoring {
  estimate(scores: UnitScores): RatioEstimate
  /** first − second */
  difference(first: UnitScores, second: UnitScores): RatioEstimate
}

/** Σ score / Σ steps; a unit without steps is left out. @param steps [units] what "per step" divides by */
export function ratioScoring(steps: ArrayLike<number>): Scoring {
  return {
    estimate: ({ totals }) => ratioEstimate(totals, steps),
    difference: (first, second) => pairedDifference(first.totals, second.totals, steps),
  }
}

/** Macro-F1 of all held-out steps together; standard errors by the jackknife over units. */
export function macroF1Scoring(): Scoring {
  return {
    estimate: (scores) => jackknife([pooled(scores)], ([f1]) => f1!),
    difference: (first, second) => jackknife([pooled(first), pooled(second)], ([a, b]) => a! - b!),
  }
}

export function scoringFor(score: SelectionScore, steps: ArrayLike<number>): Scoring {
  return score === 'macro-f1' ? macroF1Scoring() : ratioScoring(steps)
}

function pooled({ totals, counts }: UnitScores) {
  return { units: counts ?? [], ruledOut: totals.some((total) => total === Number.NEGATIVE_INFINITY) }
}
