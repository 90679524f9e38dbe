import type { Random } from '../random.js'
import type { Unit } from './units.js'

/**
 * [units] the fold of each unit: a random deal in which the sizes of any two folds differ by one at most; so do the numbers of
 * units of each stratum. @param strata [units] numbers from 0; null for none
 */
export function dealFolds(
  units: number,
  folds: number,
  random: Random,
  strata: ArrayLike<number> | null = null,
): Int32Array {
  const fold = new Int32Array(units)
  for (const [i, unit] of shuffledByStratum(units, random, strata).entries()) fold[unit] = i % folds
  return fold
}

/** The units in random order; with strata, one stratum after the other. */
export function shuffledByStratum(
  units: number,
  random: Random,
  strata: ArrayLike<number> | null,
): Int32Array {
  const order = Int32Array.from({ length: units }, (_, i) => i)
  for (let i = units - 1; i > 0; i--) {
    const j = random.integer(i + 1)
    const swapped = order[i]!
    order[i] = order[j]!
    order[j] = swapped
  }
  // The sort is stable: within a stratum the order stays random.
  return strata === null ? order : order.sort((a, b) => strata[a]! - strata[b]!)
}

/**
 * Block b to fold b mod folds, numbered on across the sequences; a sequence whose blocks are a multiple of the folds
 * moves the next one on by one fold, lest the same part of every sequence be held out at once.
 */
export function dealBlocks(units: readonly Unit[], folds: number): Int32Array {
  let next = 0
  let inSequence = 0
  const sequenceOf = (unit: Unit) => (unit.kind === 'block' ? unit.sequence : -1)
  return Int32Array.from(units, (unit, b) => {
    if (b > 0 && sequenceOf(units[b - 1]!) !== sequenceOf(unit)) {
      if (inSequence % folds === 0) next++
      inSequence = 0
    }
    inSequence++
    return next++ % folds
  })
}
