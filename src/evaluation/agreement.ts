import { type Confusion, labelTotals, stateTotals } from './confusion.js'

/**
 * Adjusted Rand index: 1 for the same partition, about 0 for unrelated ones (Hubert & Arabie 1985).
 * Two trivial partitions that agree give 1.
 */
export function adjustedRandIndex(confusion: Confusion): number {
  const together = sumPairs(confusion.counts)
  const byLabel = sumPairs(labelTotals(confusion))
  const byState = sumPairs(stateTotals(confusion))
  const all = pairs(confusion.total)
  if (all === 0) return 1
  const expected = (byLabel * byState) / all
  const most = (byLabel + byState) / 2
  return most === expected ? 1 : (together - expected) / (most - expected)
}

/** Mutual information of labels and states divided by the arithmetic mean of their entropies; 1 where both are constant. */
export function normalisedMutualInformation(confusion: Confusion): number {
  const { labels, states, counts, total } = confusion
  const label = labelTotals(confusion)
  const state = stateTotals(confusion)
  let information = 0
  for (let l = 0; l < labels; l++) {
    for (let k = 0; k < states; k++) {
      const n = counts[l * states + k]!
      if (n > 0) information += (n / total) * Math.log((n * total) / (label[l]! * state[k]!))
    }
  }
  const mean = (entropy(label, total) + entropy(state, total)) / 2
  return mean === 0 ? 1 : Math.max(0, information / mean)
}

function entropy(totals: Float64Array, total: number): number {
  let sum = 0
  for (const n of totals) if (n > 0) sum -= (n / total) * Math.log(n / total)
  return sum
}

function pairs(n: number): number {
  return (n * (n - 1)) / 2
}

function sumPairs(totals: Float64Array): number {
  let sum = 0
  for (const n of totals) sum += pairs(n)
  return sum
}
