import type { Random } from '../random.js'

/** [units] the fold of each unit: a random deal in which the sizes of any two folds differ by one at most. */
export function dealFolds(units: number, folds: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: units }, (_, i) => i)
  for (let i = units - 1; i > 0; i--) {
    const j = random.integer(i + 1)
    const swapped = order[i]!
    order[i] = order[j]!
    order[j] = swapped
  }
  const fold = new Int32Array(units)
  for (let i = 0; i < units; i++) fold[order[i]!] = i % folds
  return fold
}
