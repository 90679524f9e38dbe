import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  accuracyOf,
  adjustedRandIndex,
  commonestLabels,
  compareLabels,
  confusionMatrix,
  largestAssignment,
  normalisedMutualInformation,
} from '../../src/evaluation/index.js'

const digits = 12

// Typed in from scikit-learn 1.9.1 (adjusted_rand_score, normalized_mutual_info_score, f1_score macro, accuracy_score)
// and SciPy 1.17.1 (linear_sum_assignment) on these two lists.
const truth = [0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]
const states = [1, 1, 1, 0, 2, 0, 0, 0, 1, 2, 2, 2, 3, 3, 0]

describe('compareLabels', () => {
  const scores = compareLabels(truth, states, { labels: 3, states: 4, named: false })

  it('agrees with scikit-learn on ARI and NMI', () => {
    expect(scores.ari).toBeCloseTo(0.1588124410933082, digits)
    expect(scores.nmi).toBeCloseTo(0.386410717147782, digits)
  })

  it('matches states to labels as SciPy does; a state left over means nothing', () => {
    expect([...scores.meaning]).toEqual([1, 0, 2, -1])
    expect(scores.accuracy).toBeCloseTo(0.6, digits)
    expect(scores.macroF1).toBeCloseTo(0.6444444444444444, digits)
  })

  it('lets several states share a label in the many-to-one accuracy', () => {
    expect(scores.manyToOne).toBeCloseTo(11 / 15, digits)
  })

  it('counts every pair of label and state once', () => {
    expect([...scores.confusion.counts]).toEqual([1, 3, 1, 0, 3, 1, 0, 0, 1, 0, 3, 2])
  })

  it('takes states for labels by name after supervised training, without matching', () => {
    const named = compareLabels([0, 0, 0, 1, 1, 1, 2, 2, 2, 2], [0, 0, 1, 1, 1, 2, 2, 2, 2, 3], {
      labels: 4,
      states: 4,
      named: true,
    })
    expect(named.accuracy).toBeCloseTo(0.7, digits)
    expect(named.macroF1).toBeCloseTo(0.5541666666666667, digits)
    expect(named.ari).toBeCloseTo(0.28, digits)
    expect(named.nmi).toBeCloseTo(0.568241032922968, digits)
    expect(named.manyToOne).toBeNull()
  })

  it('ignores steps without a label or without a state', () => {
    const more = compareLabels([...truth, -1, -1, 2], [...states, 0, 3, -1], {
      labels: 3,
      states: 4,
      named: false,
    })
    expect(more.steps).toBe(truth.length)
    expect([...more.confusion.counts]).toEqual([...scores.confusion.counts])
  })

  it('gives NaN, not a number that looks like a result, where nothing is labelled', () => {
    expect(compareLabels([-1], [0], { labels: 1, states: 1, named: true }).accuracy).toBeNaN()
  })
})

describe('agreement of partitions', () => {
  const of = (a: number[], b: number[]) => confusionMatrix(a, b, 3, 3)

  it('is 1 for the same partition under other names', () => {
    expect(adjustedRandIndex(of([0, 0, 1, 2, 2], [2, 2, 0, 1, 1]))).toBe(1)
    expect(normalisedMutualInformation(of([0, 0, 1, 2, 2], [2, 2, 0, 1, 1]))).toBeCloseTo(1, digits)
  })

  it('agrees with scikit-learn on a split class', () => {
    expect(adjustedRandIndex(of([0, 0, 1, 1], [0, 0, 1, 2]))).toBeCloseTo(0.5714285714285714, digits)
    expect(normalisedMutualInformation(of([0, 0, 1, 1], [0, 0, 1, 2]))).toBeCloseTo(0.8, digits)
  })

  it('is 0 for NMI where one side is constant, and 1 where both are', () => {
    expect(normalisedMutualInformation(of([0, 0, 1], [0, 0, 0]))).toBe(0)
    expect(normalisedMutualInformation(of([0, 0], [1, 1]))).toBe(1)
    expect(adjustedRandIndex(of([0, 0], [1, 1]))).toBe(1)
  })
})

describe('largestAssignment', () => {
  it('finds the best of all one-to-one assignments, whatever the shape', () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
    const cases = sizes.chain(([rows, columns]) =>
      fc.record({
        rows: fc.constant(rows),
        columns: fc.constant(columns),
        weights: fc.array(fc.integer({ min: -20, max: 20 }), {
          minLength: rows * columns,
          maxLength: rows * columns,
        }),
      }),
    )
    fc.assert(
      fc.property(cases, ({ rows, columns, weights }) => {
        const rowOf = largestAssignment(Float64Array.from(weights), rows, columns)
        const used = [...rowOf].filter((row) => row >= 0)
        expect(new Set(used).size).toBe(Math.min(rows, columns))
        expect(used.length).toBe(Math.min(rows, columns))
        const total = [...rowOf].reduce(
          (sum, row, column) => sum + (row < 0 ? 0 : weights[row * columns + column]!),
          0,
        )
        expect(total).toBe(bestByTrying(weights, rows, columns))
      }),
      { seed: 1, numRuns: 300 },
    )
  })
})

describe('many states to one label', () => {
  it('is never worse than the one-to-one matching on the same rows', () => {
    const cases = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 4 })), {
      minLength: 1,
    })
    fc.assert(
      fc.property(cases, (pairs) => {
        const confusion = confusionMatrix(
          pairs.map(([label]) => label),
          pairs.map(([, state]) => state),
          4,
          5,
        )
        const matched = accuracyOf(confusion, largestAssignment(confusion.counts, 4, 5))
        expect(accuracyOf(confusion, commonestLabels(confusion))).toBeGreaterThanOrEqual(matched)
      }),
      { seed: 2 },
    )
  })
})

/** Every injective map of the shorter side into the longer one. */
function bestByTrying(weights: readonly number[], rows: number, columns: number): number {
  const flipped = rows > columns
  const [short, long] = flipped ? [columns, rows] : [rows, columns]
  const weight = (i: number, j: number) => weights[flipped ? j * columns + i : i * columns + j]!
  const search = (i: number, taken: readonly number[]): number =>
    i === short
      ? 0
      : Math.max(
          ...Array.from({ length: long }, (_, j) => j)
            .filter((j) => !taken.includes(j))
            .map((j) => weight(i, j) + search(i + 1, [...taken, j])),
        )
  return search(0, [])
}
