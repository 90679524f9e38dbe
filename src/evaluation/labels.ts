import { adjustedRandIndex, normalisedMutualInformation } from './agreement.js'
import { largestAssignment } from './assignment.js'
import { type Confusion, confusionMatrix, labelTotals, stateTotals } from './confusion.js'

export interface LabelScores {
  /** Labelled steps that were compared. */
  readonly steps: number
  /** Share of steps whose state means their label: by name, or after one-to-one matching. */
  readonly accuracy: number
  /** Share of steps whose label is the commonest of their state; null where states are labels by name. */
  readonly manyToOne: number | null
  /** Mean F1 over the labels that occur, with the states' meaning as for `accuracy`. */
  readonly macroF1: number
  readonly ari: number
  readonly nmi: number
  /** [K] label that each state means, −1 for none. */
  readonly meaning: Int32Array
  readonly confusion: Confusion
}

/**
 * Compares states with true labels, unlabelled steps (−1) left out. `named`: state k is label k by name (supervised
 * training); otherwise states are matched to labels one-to-one so that accuracy is largest.
 */
export function compareLabels(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  sizes: { readonly labels: number; readonly states: number; readonly named: boolean },
): LabelScores {
  const { labels, states, named } = sizes
  const confusion = confusionMatrix(truth, predicted, labels, states)
  const meaning = named
    ? Int32Array.from({ length: states }, (_, k) => (k < labels ? k : -1))
    : matched(confusion)
  return {
    steps: confusion.total,
    accuracy: accuracyOf(confusion, meaning),
    manyToOne: named ? null : accuracyOf(confusion, commonestLabels(confusion)),
    macroF1: macroF1(confusion, meaning),
    ari: adjustedRandIndex(confusion),
    nmi: normalisedMutualInformation(confusion),
    meaning,
    confusion,
  }
}

/** [K] the label that most steps of a state have; −1 for a state without labelled steps. Ties go to the earlier label. */
export function commonestLabels({ labels, states, counts }: Confusion): Int32Array {
  return Int32Array.from({ length: states }, (_, k) => {
    let best = -1
    for (let l = 0; l < labels; l++) {
      const n = counts[l * states + k]!
      if (n > 0 && (best < 0 || n > counts[best * states + k]!)) best = l
    }
    return best
  })
}

/** Share of the counted steps whose state means their label. */
export function accuracyOf({ states, counts, total }: Confusion, meaning: Int32Array): number {
  let right = 0
  for (let k = 0; k < states; k++) if (meaning[k]! >= 0) right += counts[meaning[k]! * states + k]!
  return right / total
}

/** Mean over the labels that occur (as truth or as a state's meaning) of 2·right / (true + predicted). */
export function macroF1(confusion: Confusion, meaning: Int32Array): number {
  const { labels, states, counts } = confusion
  const truth = labelTotals(confusion)
  const guesses = new Float64Array(labels)
  const right = new Float64Array(labels)
  const predicted = stateTotals(confusion)
  for (let k = 0; k < states; k++) {
    const label = meaning[k]!
    if (label < 0) continue
    guesses[label]! += predicted[k]!
    right[label]! += counts[label * states + k]!
  }
  let sum = 0
  let occurring = 0
  for (let l = 0; l < labels; l++) {
    if (truth[l]! + guesses[l]! === 0) continue
    occurring++
    sum += (2 * right[l]!) / (truth[l]! + guesses[l]!)
  }
  return sum / occurring
}

function matched({ labels, states, counts }: Confusion): Int32Array {
  return largestAssignment(counts, labels, states)
}
