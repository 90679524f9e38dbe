import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/random.js'
import { cutBlocks, dealFolds, planSplits } from '../../src/selection/index.js'

const offsetsOf = (lengths: readonly number[]) =>
  Uint32Array.from([0, ...lengths].map((_, s) => lengths.slice(0, s).reduce((a, b) => a + b, 0)))
const ids = (n: number) => Array.from({ length: n }, (_, s) => `s${s}`)

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
  const options = { folds: 5, by: 'auto', blocks: 20, seed: 1 } as const

  it('holds out sequences where there are at least twice as many as folds, else blocks', () => {
    const plan = (n: number) =>
      planSplits({ sequenceIds: ids(n), offsets: offsetsOf(new Array(n).fill(30)) }, options)
    expect(plan(10).by).toBe('sequence')
    expect(plan(9).by).toBe('block')
  })

  it.each(['sequence', 'block'] as const)('by %s, each unit is held out exactly once', (by) => {
    const { units, splits } = planSplits(
      { sequenceIds: ids(7), offsets: offsetsOf([3, 9, 40, 5, 6, 25, 1]) },
      { ...options, by },
    )
    expect([...splits.flat()].sort((a, b) => a - b)).toEqual(units.map((_, u) => u))
  })

  it('deals blocks to the folds in turn, numbered on across short series', () => {
    const { splits, units } = planSplits(
      { sequenceIds: ids(2), offsets: offsetsOf([13, 12]) },
      { ...options, by: 'block', folds: 3, blocks: 8 },
    )
    expect(units.length).toBe(16)
    expect(splits[0]).toEqual([0, 3, 6, 9, 12, 15])
    expect(splits[2]).toEqual([2, 5, 8, 11, 14])
  })

  it('does not hold the same part of every series out at once', () => {
    const series = { sequenceIds: ids(3), offsets: offsetsOf([20, 20, 20]) }
    const { splits } = planSplits(series, { ...options, by: 'block', blocks: 10 })
    expect(splits[0]).toEqual([0, 5, 14, 19, 23, 28])
    expect(splits.map((split) => split.length)).toEqual([6, 6, 6, 6, 6])
  })

  it('never cuts fewer than two blocks a fold', () => {
    const { units } = planSplits({ sequenceIds: ['a'], offsets: offsetsOf([100]) }, { ...options, folds: 12 })
    expect(units.length).toBe(24)
  })

  it('says how many sequences or steps are needed', () => {
    const few = { sequenceIds: ids(3), offsets: offsetsOf([2, 2, 2]) }
    expect(() => planSplits(few, { ...options, by: 'sequence' })).toThrow(
      '5 folds by sequence need at least 5 sequences; the data hold 3',
    )
    expect(() => planSplits(few, options)).toThrow('5 folds by block need at least 10 steps; the data hold 6')
  })
})
