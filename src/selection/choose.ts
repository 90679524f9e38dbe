import type { SelectionRule } from '../config/schema.js'
import { pairedDifference } from './standard-error.js'

/** What the rules look at, one record a candidate, in the order of the search. */
export interface RuleInput {
  readonly states: number
  readonly freeParameters: number
  /** Total held-out log-likelihood of each unit, nats; −Infinity where the candidate rules the unit out or failed. */
  readonly totals: Float64Array
  /** null where the fit to all data failed or its likelihood is degenerate. */
  readonly aic: number | null
  readonly bic: number | null
  readonly icl: number | null
  /** False where a fit failed: such a candidate is never chosen. */
  readonly usable: boolean
}

/** The candidate (its index) that each rule takes; null where no candidate will do. */
export type Choices = Readonly<Record<SelectionRule, number | null>>

/**
 * The choice of every rule. Candidates are ordered by number of free parameters, equal numbers by K, then as given;
 * `one-standard-error` takes the first whose mean difference to the best is within one standard error of that
 * difference over the units. @param steps [units] observed steps of each unit
 */
export function chooseK(candidates: readonly RuleInput[], steps: ArrayLike<number>): Choices {
  const order = [...candidates.keys()].sort((a, b) => simpler(candidates[a]!, candidates[b]!) || a - b)
  const scores = candidates.map(({ totals }) => totalOf(totals, steps))
  const held = order.filter((i) => candidates[i]!.usable && Number.isFinite(scores[i]!))
  const top = Math.max(...held.map((i) => scores[i]!))
  const maximum = held.find((i) => scores[i]! >= top - rounding(top)) ?? null
  const lowest = (criterion: 'aic' | 'bic' | 'icl') => {
    const able = held.filter((i) => candidates[i]![criterion] !== null)
    return first(able, (i) => candidates[i]![criterion]!)
  }
  return {
    'one-standard-error': maximum === null ? null : withinOneError(candidates, held, maximum, steps),
    maximum,
    aic: lowest('aic'),
    bic: lowest('bic'),
    icl: lowest('icl'),
  }
}

function withinOneError(
  candidates: readonly RuleInput[],
  order: readonly number[],
  best: number,
  steps: ArrayLike<number>,
): number {
  const close = order.find((i) => {
    if (i === best) return true
    const { mean, standardError } = pairedDifference(candidates[best]!.totals, candidates[i]!.totals, steps)
    return mean <= standardError + rounding(mean)
  })
  return close ?? best
}

/** Scores that differ by less are equal: the same model, reached with another K, need not give the same bits. */
function rounding(score: number): number {
  return 1e-9 * (1 + Math.abs(score))
}

function simpler(a: RuleInput, b: RuleInput): number {
  return a.freeParameters - b.freeParameters || a.states - b.states
}

function totalOf(totals: Float64Array, steps: ArrayLike<number>): number {
  return totals.reduce((sum, total, i) => (steps[i]! > 0 ? sum + total : sum), 0)
}

/** The first index with the smallest value; null for none. */
function first(indices: readonly number[], value: (i: number) => number): number | null {
  return indices.reduce<number | null>(
    (least, i) => (least === null || value(i) < value(least) ? i : least),
    null,
  )
}
