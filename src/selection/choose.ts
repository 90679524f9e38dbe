import type { SelectionRule } from '../config/schema.js'
import type { Scoring, UnitScores } from './scoring.js'

/** What the rules look at, one record a candidate, in the order of the search. */
export interface RuleInput extends UnitScores {
  readonly states: number
  readonly freeParameters: number
  /** Whether it is made of networks, which the number of their weights does not order. */
  readonly networks: boolean
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
 * The choice of every rule. Candidates are ordered by number of free parameters (networks are not), equal ones by K, then as given;
 * `one-standard-error` takes the first whose mean difference to the best is within one standard error of that
 * difference over the units.
 */
export function chooseK(candidates: readonly RuleInput[], scoring: Scoring): Choices {
  const order = [...candidates.keys()].sort((a, b) => simpler(candidates[a]!, candidates[b]!) || a - b)
  const scores = candidates.map((candidate) => scoring.estimate(candidate).mean)
  const held = order.filter((i) => candidates[i]!.usable && Number.isFinite(scores[i]!))
  const top = Math.max(...held.map((i) => scores[i]!))
  const maximum = held.find((i) => scores[i]! >= top - rounding(top)) ?? null
  const lowest = (criterion: 'aic' | 'bic' | 'icl') => {
    const able = held.filter((i) => candidates[i]![criterion] !== null)
    return first(able, (i) => candidates[i]![criterion]!)
  }
  return {
    'one-standard-error': maximum === null ? null : withinOneError(candidates, held, maximum, scoring),
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
  scoring: Scoring,
): number {
  const close = order.find((i) => {
    if (i === best) return true
    const { mean, standardError } = scoring.difference(candidates[best]!, candidates[i]!)
    return mean <= standardError + rounding(mean)
  })
  return close ?? best
}

/** Scores that differ by less are equal: the same model, reached with another K, need not give the same bits. */
function rounding(score: number): number {
  return 1e-9 * (1 + Math.abs(score))
}

function simpler(a: RuleInput, b: RuleInput): number {
  const byParameters = a.networks || b.networks ? 0 : a.freeParameters - b.freeParameters
  return byParameters || a.states - b.states
}

/** The first index with the smallest value; null for none. */
function first(indices: readonly number[], value: (i: number) => number): number | null {
  return indices.reduce<number | null>(
    (least, i) => (least === null || value(i) < value(least) ? i : least),
    null,
  )
}
