import type { CandidateFits } from './fits.js'
import { labelAgreement } from './state-labels.js'

/** Starts within so many nats of the best reached the same optimum. */
const sameOptimum = 0.01

/** Whether the states of a candidate can be trusted: do they come back from other starts and from other parts of the data? */
export interface Trust {
  /** Starts of the fit to all the data. */
  readonly restarts: RestartAgreement
  /** Mean adjusted Rand index, over pairs of splits, of the labels that their models give all the data; null for K = 1. */
  readonly agreement: number | null
  /** [splits][splits] that index for each pair; null for K = 1. */
  readonly agreements: readonly (readonly (number | null)[])[] | null
}

export interface RestartAgreement {
  /** How many ended within 0.01 nats of the best. */
  readonly atBest: number
  readonly total: number
  /** log-likelihood + log prior of each, nats; null where it failed. */
  readonly objectives: readonly (number | null)[]
}

export function trustIn({ candidate, splits, full }: CandidateFits): Trust {
  const best = full.objective
  const restarts = {
    atBest: full.objectives.filter((objective) => Math.abs(objective - best) <= sameOptimum).length,
    total: full.objectives.length,
    objectives: full.objectives.map((objective) => (Number.isFinite(objective) ? objective : null)),
  }
  const labels = splits.map((split) => split.labels)
  if (candidate.states === 1 || labels.every((label) => label === null))
    return { restarts, agreement: null, agreements: null }
  const agreements = labels.map(() => new Array<number | null>(labels.length).fill(null))
  let sum = 0
  let pairs = 0
  for (const [i, a] of labels.entries()) {
    if (a === null) continue
    agreements[i]![i] = 1
    for (let j = 0; j < i; j++) {
      const b = labels[j]!
      if (b === null) continue
      const index = labelAgreement(a, b, candidate.states)
      agreements[i]![j] = index
      agreements[j]![i] = index
      sum += index
      pairs++
    }
  }
  return { restarts, agreement: pairs === 0 ? null : sum / pairs, agreements }
}
