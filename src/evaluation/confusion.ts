/** How often label l went with state k, unlabelled steps left out. */
export interface Confusion {
  /** L */
  readonly labels: number
  /** K */
  readonly states: number
  /** [L][K] */
  readonly counts: Float64Array
  /** Number of steps counted. */
  readonly total: number
}

/** `truth` [N] labels and `predicted` [N] states, from 0; a negative value leaves the step out. */
export function confusionMatrix(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  labels: number,
  states: number,
): Confusion {
  const counts = new Float64Array(labels * states)
  let total = 0
  for (let i = 0; i < truth.length; i++) {
    const label = truth[i]!
    const state = predicted[i]!
    if (label < 0 || state < 0) continue
    counts[label * states + state]!++
    total++
  }
  return { labels, states, counts, total }
}

/** [L] how often each label occurs. */
export function labelTotals({ labels, states, counts }: Confusion): Float64Array {
  return Float64Array.from({ length: labels }, (_, l) => {
    let sum = 0
    for (let k = 0; k < states; k++) sum += counts[l * states + k]!
    return sum
  })
}

/** [K] how often each state was predicted. */
export function stateTotals({ labels, states, counts }: Confusion): Float64Array {
  return Float64Array.from({ length: states }, (_, k) => {
    let sum = 0
    for (let l = 0; l < labels; l++) sum += counts[l * states + k]!
    return sum
  })
}
