import { describe, expect, it } from 'vitest'
import { expertFor, planOfNumbers, planOfSymbols } from './support.js'

const unit = (columns: number) =>
  planOfNumbers([...Array(columns).fill(-1), ...Array(columns).fill(1)], columns)

describe('the description of an expert', () => {
  it('gives means, standard deviations and correlations in the units of the data', () => {
    const start = {
      mean: [[10, 200]],
      covariance: [
        [
          [4, 3],
          [3, 9],
        ],
      ],
    }
    const expert = expertFor({ family: 'gaussian', start }, unit(2), 1)
    expect(expert.describe(expert.start)).toEqual({
      title: 'gaussian (full): column_1, column_2',
      heads: ['column_1 (mean ± sd)', 'column_2 (mean ± sd)', 'correlations'],
      rows: [['10 ± 2', '200 ± 3', 'column_1·column_2 0.50']],
    })
  })

  it('names the foremost of many columns', () => {
    const probability = [Array.from({ length: 30 }, (_, d) => (d === 17 ? 0.9 : 0.1))]
    const expert = expertFor({ family: 'bernoulli', start: { probability } }, unit(30), 1)
    const { title, heads, rows } = expert.describe(expert.start)
    expect(title).toBe('bernoulli: column_1 … column_30 (30 columns)')
    expect(heads).toEqual(['most probable of 30 columns (probability of 1)'])
    expect(rows[0]![0]).toMatch(/^column_18 0\.9, column_1 0\.1, .*… \(\+ 22\)$/)
  })

  it('names the most probable symbols, and the strongest transitions of a chain', () => {
    const plan = planOfSymbols([0, 1], 2)
    const start = {
      initial: [[0.25, 0.75]],
      transition: [
        [
          [0.9, 0.1],
          [0, 1],
        ],
      ],
    }
    const expert = expertFor({ family: 'categorical', order: 1, start }, plan, 1)
    expect(expert.describe(expert.start).rows).toEqual([
      ['s1 0.75, s0 0.25', 's1 → s1 1, s0 → s0 0.9, s0 → s1 0.1'],
    ])
  })
})
