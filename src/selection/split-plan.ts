import { ConfigError } from '../errors.js'
import { createRandom } from '../random.js'
import { type Block, cutBlocks } from './cut-blocks.js'
import { dealFolds } from './deal-folds.js'
import type { Unit } from './units.js'

/** What is held out, and when: one fit on the rest for each split. */
export interface SplitPlan {
  readonly by: 'sequence' | 'block'
  readonly units: readonly Unit[]
  /** The units that each split holds out. In k-fold cross-validation each unit stands in exactly one. */
  readonly splits: readonly (readonly number[])[]
}

export interface SplitOptions {
  readonly folds: number
  readonly by: 'auto' | 'sequence' | 'block'
  /** Blocks of each sequence; never fewer than 2 × folds. */
  readonly blocks: number
  readonly seed: number
}

/**
 * k-fold cross-validation: by sequence (`auto`: where there are at least 2 × folds of them), dealt by a seeded shuffle;
 * else by block, dealt to the folds in turn.
 * Throws ConfigError where there is too little to hold out.
 */
export function planSplits(
  { sequenceIds, offsets }: { readonly sequenceIds: readonly string[]; readonly offsets: Uint32Array },
  { folds, by, blocks, seed }: SplitOptions,
): SplitPlan {
  const sequences = sequenceIds.length
  if (by === 'sequence' || (by === 'auto' && sequences >= 2 * folds)) {
    if (sequences < folds) throw tooFewSequences(sequences, folds)
    const units = sequenceIds.map(
      (id, s): Unit => ({ kind: 'sequences', name: `sequence ${JSON.stringify(id)}`, sequences: [s] }),
    )
    return {
      by: 'sequence',
      units,
      splits: splitsOf(dealFolds(sequences, folds, createRandom(seed, 'folds')), folds),
    }
  }
  const cut = cutBlocks(offsets, Math.max(blocks, 2 * folds))
  if (cut.length < 2 * folds) throw tooShort(offsets[sequences]!, folds)
  const units = cut.map(({ sequence, from, to }): Unit => {
    const first = from - offsets[sequence]! + 1
    const last = to - offsets[sequence]!
    const name = `steps ${first} to ${last} of sequence ${JSON.stringify(sequenceIds[sequence])}`
    return { kind: 'block', name, sequence, from, to }
  })
  return { by: 'block', units, splits: splitsOf(dealBlocks(cut, folds), folds) }
}

/**
 * Block b to fold b mod folds, numbered on across the sequences; a sequence whose blocks are a multiple of the folds
 * moves the next one on by one fold, lest the same part of every sequence be held out at once.
 */
function dealBlocks(cut: readonly Block[], folds: number): Int32Array {
  let next = 0
  let inSequence = 0
  return Int32Array.from(cut, ({ sequence }, b) => {
    if (b > 0 && cut[b - 1]!.sequence !== sequence) {
      if (inSequence % folds === 0) next++
      inSequence = 0
    }
    inSequence++
    return next++ % folds
  })
}

function splitsOf(fold: Int32Array, folds: number): number[][] {
  return Array.from({ length: folds }, (_, f) => [...fold.keys()].filter((unit) => fold[unit] === f))
}

function tooFewSequences(sequences: number, folds: number): ConfigError {
  return new ConfigError(
    'too-few-sequences',
    `${folds} folds by sequence need at least ${folds} sequences; the data hold ${sequences}`,
    {
      where: 'selection.folds',
      hint:
        sequences >= 2
          ? `give --folds ${sequences} or fewer, or --by block`
          : 'give --by block, or a column that tells sequences apart (data.sequence)',
    },
  )
}

function tooShort(steps: number, folds: number): ConfigError {
  return new ConfigError(
    'too-few-steps',
    `${folds} folds by block need at least ${2 * folds} steps; the data hold ${steps}`,
    {
      where: 'selection.folds',
      hint:
        steps >= 4
          ? `give --folds ${Math.floor(steps / 2)} or fewer`
          : 'there is too little data to hold anything out',
    },
  )
}
