import type { SelectionConfig } from '../config/schema.js'
import type { Dataset } from '../data/dataset.js'
import { ConfigError } from '../errors.js'
import { createRandom } from '../random.js'
import { cutBlocks } from './cut-blocks.js'
import { dealBlocks, dealFolds } from './deal-folds.js'
import { groupsOf } from './groups.js'
import { randomSplits } from './random-splits.js'
import { strataOf } from './strata.js'
import type { Unit } from './units.js'

/** What is held out, and when: one fit on the rest for each split. */
export interface SplitPlan {
  readonly method: SelectionConfig['method']
  readonly by: 'group' | 'sequence' | 'block'
  readonly units: readonly Unit[]
  /** The units that each split holds out; with half-sampling, half the steps of each. */
  readonly splits: readonly (readonly number[])[]
  /** [splits] `fold 2`, `repeat 1 fold 2`, `split 3`, `half 1`. */
  readonly names: readonly string[]
  /** How often the folds were dealt; 1 for other methods. */
  readonly repeats: number
  /** Steps on both sides of a held-out block that are missing too. */
  readonly gap: number
}

export type SplitOptions = Omit<SelectionConfig, 'kRange' | 'grid' | 'rule' | 'score'> & {
  readonly seed: number
}

/**
 * What is held out in turn. Units are groups where a column tells them, else sequences (`auto`: where there are at least
 * 2 × folds of them), else blocks of each sequence. Folds deal them by a seeded shuffle (blocks in turn, the first
 * time), or stratum by stratum; Monte-Carlo splits draw a share of them anew; half-sampling holds out every other step.
 * Throws ConfigError where there is too little to hold out, DataError where a group is not made of whole sequences.
 */
export function planSplits(data: Dataset, options: SplitOptions): SplitPlan {
  const { method, folds, repeats, seed, gap } = options
  const { by, units } = chooseUnits(data, options)
  const strata = options.stratify === undefined ? null : strataOf(data, units, options.stratify)
  const plan = { method, by, units, gap: by === 'block' ? gap : 0 }
  if (method === 'half-sampling') {
    const all = [...units.keys()]
    return { ...plan, splits: [all, all], names: ['half 1', 'half 2'], repeats: 1 }
  }
  if (method === 'monte-carlo') {
    const splits = randomSplits(units.length, options, strata)
    return { ...plan, splits, names: splits.map((_, i) => `split ${i + 1}`), repeats: 1 }
  }
  const deals = Array.from({ length: repeats }, (_, r) => {
    const random = r === 0 ? createRandom(seed, 'folds') : createRandom(seed, 'folds', r)
    return by === 'block' && r === 0 && strata === null
      ? dealBlocks(units, folds)
      : dealFolds(units.length, folds, random, strata)
  })
  return {
    ...plan,
    splits: deals.flatMap((fold) => splitsOf(fold, folds)),
    names: deals.flatMap((_, r) =>
      Array.from({ length: folds }, (_, f) => `${repeats > 1 ? `repeat ${r + 1} ` : ''}fold ${f + 1}`),
    ),
    repeats,
  }
}

function chooseUnits(data: Dataset, options: SplitOptions): Pick<SplitPlan, 'by' | 'units'> {
  const { by, group, method, folds } = options
  const least = method === 'folds' ? folds : 2
  if (group !== undefined) {
    const units = groupsOf(data, group)
    if (units.length < least) throw tooFewGroups(units.length, least, group)
    return { by: 'group', units }
  }
  const sequences = data.sequenceIds.length
  if (by === 'sequence' || (by === 'auto' && sequences >= 2 * folds)) {
    if (sequences < least) throw tooFewSequences(sequences, least)
    return { by: 'sequence', units: sequenceUnits(data) }
  }
  return { by: 'block', units: blockUnits(data, options) }
}

function sequenceUnits({ sequenceIds }: Dataset): Unit[] {
  return sequenceIds.map((id, s) => ({
    kind: 'sequences',
    name: `sequence ${JSON.stringify(id)}`,
    sequences: [s],
  }))
}

function blockUnits({ sequenceIds, offsets }: Dataset, { blocks, folds }: SplitOptions): Unit[] {
  const cut = cutBlocks(offsets, Math.max(blocks, 2 * folds))
  if (cut.length < 2 * folds) throw tooShort(offsets[sequenceIds.length]!, folds)
  return cut.map(({ sequence, from, to }) => {
    const first = from - offsets[sequence]! + 1
    const last = to - offsets[sequence]!
    const name = `steps ${first} to ${last} of sequence ${JSON.stringify(sequenceIds[sequence])}`
    return { kind: 'block', name, sequence, from, to }
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

function tooFewGroups(groups: number, folds: number, column: string): ConfigError {
  return new ConfigError(
    'too-few-groups',
    `${folds} folds by group need at least ${folds} groups; column "${column}" tells ${groups} apart`,
    {
      where: 'selection.group',
      hint: groups >= 2 ? `give --folds ${groups} or fewer` : 'name the column that tells the subjects apart',
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
