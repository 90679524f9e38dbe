import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { selectionConfig } from '../../src/config/selection.js'
import { createRandom } from '../../src/random.js'
import { cutBlocks, dealFolds, planSplits } from '../../src/selection/index.js'
import { dataset } from './helpers.js'

const offsetsOf = (lengths: readonly number[]) =>
  Uint32Array.from([0, ...lengths].map((_, s) => lengths.slice(0, s).reduce((a, b) => a + b, 0)))

describe('dealFolds', () => {
  it('gives every unit a fold, folds of equal size within one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 60 }),
        fc.integer({ min: 2, max: 10 }),
        fc.integer(),
        (n, folds, seed) => {
          const sizes = new Array<number>(folds).fill(0)
          for (const fold of dealFolds(n, folds, createRandom(seed))) sizes[fold]!++
          expect(sizes.reduce((a, b) => a + b, 0)).toBe(n)
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
        },
      ),
    )
  })

  it('gives the same folds for the same seed and others for another', () => {
    const deal = (seed: number) => [...dealFolds(40, 5, createRandom(seed, 'folds'))]
    expect(deal(1)).toEqual(deal(1))
    expect(deal(1)).not.toEqual(deal(2))
  })
})

describe('cutBlocks', () => {
  it('cuts 10 steps into 4 blocks at 2, 5 and 7', () => {
    expect(cutBlocks([0, 10], 4)).toEqual([
      { sequence: 0, from: 0, to: 2 },
      { sequence: 0, from: 2, to: 5 },
      { sequence: 0, from: 5, to: 7 },
      { sequence: 0, from: 7, to: 10 },
    ])
  })

  it('covers every step once, in blocks that differ by one step at most', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 2, max: 25 }),
        (lengths, blocks) => {
          const cut = cutBlocks(offsetsOf(lengths), blocks)
          let next = 0
          for (const { from, to } of cut) {
            expect(from).toBe(next)
            expect(to).toBeGreaterThan(from)
            next = to
          }
          expect(next).toBe(lengths.reduce((a, b) => a + b, 0))
          for (const [s, length] of lengths.entries()) {
            const sizes = cut.filter(({ sequence }) => sequence === s).map(({ from, to }) => to - from)
            expect(sizes.length).toBe(Math.min(blocks, length))
            expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
          }
        },
      ),
    )
  })
})

describe('planSplits', () => {
  const options = { ...selectionConfig.parse({}), seed: 1 }
  const series = (lengths: readonly number[], more: Record<string, string[]> = {}) =>
    dataset(lengths, { x: new Array(lengths.reduce((a, b) => a + b, 0)).fill(0), ...more })

  it('holds out sequences where there are at least twice as many as folds, else blocks', () => {
    const plan = (n: number) => planSplits(series(new Array(n).fill(30)), options)
    expect(plan(10).by).toBe('sequence')
    expect(plan(9).by).toBe('block')
  })

  it.each(['sequence', 'block'] as const)('by %s, each unit is held out exactly once', (by) => {
    const { units, splits } = planSplits(series([3, 9, 40, 5, 6, 25, 1]), { ...options, by })
    expect([...splits.flat()].sort((a, b) => a - b)).toEqual(units.map((_, u) => u))
  })

  it('deals blocks to the folds in turn, numbered on across short series', () => {
    const { splits, units } = planSplits(series([13, 12]), { ...options, by: 'block', folds: 3, blocks: 8 })
    expect(units.length).toBe(16)
    expect(splits[0]).toEqual([0, 3, 6, 9, 12, 15])
    expect(splits[2]).toEqual([2, 5, 8, 11, 14])
  })

  it('does not hold the same part of every series out at once', () => {
    const three = series([20, 20, 20])
    const { splits } = planSplits(three, { ...options, by: 'block', blocks: 10 })
    expect(splits[0]).toEqual([0, 5, 14, 19, 23, 28])
    expect(splits.map((split) => split.length)).toEqual([6, 6, 6, 6, 6])
  })

  it('never cuts fewer than two blocks a fold', () => {
    const { units } = planSplits(series([100]), { ...options, folds: 12 })
    expect(units.length).toBe(24)
  })

  it('says how many sequences or steps are needed', () => {
    const few = series([2, 2, 2])
    expect(() => planSplits(few, { ...options, by: 'sequence' })).toThrow(
      '5 folds by sequence need at least 5 sequences; the data hold 3',
    )
    expect(() => planSplits(few, options)).toThrow('5 folds by block need at least 10 steps; the data hold 6')
  })

  it('by group, the sequences of one subject are held out together, and the subject is the unit', () => {
    const who = [...'aaabbbaaacccddd'].map((g) => g)
    const { by, units } = planSplits(series([3, 3, 3, 3, 3], { who }), { ...options, folds: 2, group: 'who' })
    expect(by).toBe('group')
    expect(units.map((unit) => unit.kind === 'sequences' && unit.sequences)).toEqual([[0, 2], [1], [3], [4]])
    expect(units[0]!.name).toBe('group "a"')
  })

  it('refuses a group that changes within a sequence, and too few groups', () => {
    const who = [...'aabbbb']
    const data = series([3, 3], { who })
    expect(() => planSplits(data, { ...options, folds: 2, group: 'who' })).toThrow(
      'data.csv:4: the group (column "who") changes from "a" to "b" within sequence "s1"',
    )
    const two = series([2, 2], { who: [...'aabb'] })
    expect(() => planSplits(two, { ...options, group: 'who' })).toThrow(
      '5 folds by group need at least 5 groups; column "who" tells 2 apart',
    )
  })

  it('stratified folds hold the values of a column in equal numbers', () => {
    const kind = [...'aaaaaaaaabbbbbbccc'].flatMap((k) => [k, k])
    const data = series(new Array(18).fill(2), { kind })
    const { splits } = planSplits(data, { ...options, folds: 3, stratify: 'kind' })
    for (const split of splits) {
      const kinds = split.map((unit) => kind[2 * unit])
      expect([...kinds].sort().join('')).toBe('aaabbc')
    }
    const apart = planSplits(data, { ...options, method: 'monte-carlo', stratify: 'kind', testShare: 1 / 3 })
    for (const split of apart.splits) expect(split.map((unit) => kind[2 * unit]).join('')).toBe('aaabbc')
  })

  it('repeats deal the folds anew; each unit is held out once in each', () => {
    const { splits, names } = planSplits(series(new Array(12).fill(2)), { ...options, folds: 3, repeats: 2 })
    expect(names).toEqual([1, 2].flatMap((r) => [1, 2, 3].map((f) => `repeat ${r} fold ${f}`)))
    const [first, second] = [splits.slice(0, 3), splits.slice(3)]
    for (const deal of [first, second])
      expect([...deal.flat()].sort((a, b) => a - b)).toEqual([...new Array(12).keys()])
    expect(first).not.toEqual(second)
  })

  it('Monte-Carlo splits hold out their share, never all, and differ', () => {
    const split = (testShare: number) =>
      planSplits(series(new Array(9).fill(2)), {
        ...options,
        folds: 2,
        method: 'monte-carlo',
        splits: 6,
        testShare,
      }).splits
    expect(split(0.5).map(({ length }) => length)).toEqual(new Array(6).fill(5))
    expect(split(0.99).map(({ length }) => length)).toEqual(new Array(6).fill(8))
    expect(split(0.01).map(({ length }) => length)).toEqual(new Array(6).fill(1))
    expect(new Set(split(0.5).map((units) => units.join())).size).toBeGreaterThan(3)
  })
})
