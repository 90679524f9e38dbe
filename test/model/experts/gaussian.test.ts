import { describe, expect, it } from 'vitest'
import type { Expert } from '../../../src/model/expert.js'
import { createRandom } from '../../../src/random.js'
import {
  expertFor,
  logProbabilities,
  numbers,
  planOfNumbers,
  randomResponsibilities,
  statisticsOf,
  stepsOf,
  sum,
} from './support.js'

const structures = ['full', 'diagonal', 'spherical', 'tied'] as const
const MISSING = Number.NaN

/** Values with exact mean 0 and variance 1 in each column, so that floors are in plain units. */
function unitPlan(dimension: number) {
  return planOfNumbers([...Array(dimension).fill(-1), ...Array(dimension).fill(1)], dimension)
}

/** Hard assignment of steps to states. */
function assigned(states: readonly number[], count: number): Float64Array {
  return Float64Array.from({ length: states.length * count }, (_, i) =>
    Number(states[Math.floor(i / count)] === i % count),
  )
}

function fit(expert: Expert, values: readonly number[], dimension: number, states: readonly number[]) {
  const group = numbers(values, dimension)
  const before = expert.maximise(new Float64Array(expert.statisticsLength), null).parameters
  return expert.maximise(statisticsOf(expert, before, group, assigned(states, expert.states)), before)
}

describe('gaussian', () => {
  const mean = [[1, -2, 0.5]]
  const covariance = [
    [
      [2, 0.6, -0.4],
      [0.6, 1, 0.3],
      [-0.4, 0.3, 1.5],
    ],
  ]
  const x = [0.3, -1.1, 2]
  const full = () => expertFor({ family: 'gaussian', start: { mean, covariance } }, unitPlan(3), 1)

  // scipy 1.17.1: multivariate_normal.logpdf of the vector, of its first and third cell, and norm.logpdf of the second.
  it.each([
    ['all cells', x, -4.231082656361875],
    ['the second missing', [x[0]!, MISSING, x[2]!], -3.133546698129705],
    ['the second alone', [MISSING, x[1]!, MISSING], -1.3239385332046725],
  ])('has the log density that scipy gives: %s', (_, cells, value) => {
    expect(logProbabilities(full(), full().start, numbers(cells, 3))[0]).toBeCloseTo(value, 13)
  })

  it('fills a missing cell of a full covariance with its conditional mean and variance (numpy, Schur complement)', () => {
    const group = numbers([x[0]!, MISSING, x[2]!], 3)
    const statistics = statisticsOf(full(), full().start, group, Float64Array.of(1))
    const products = statistics.subarray(4)
    expect(statistics[2]).toBeCloseTo(-1.8077464788732394, 13)
    expect(products[2]).toBeCloseTo(0.695774647887324 + 1.8077464788732394 ** 2, 12)
    expect(products[1]).toBeCloseTo(-1.8077464788732394 * x[0]!, 12)
  })

  it('finds weighted means and covariances', () => {
    const values = [1, 10, 3, 14, 5, 9, -7, 0, -9, 4]
    const { parameters } = fit(
      expertFor({ family: 'gaussian' }, planOfNumbers(values, 2), 2),
      values,
      2,
      [0, 0, 0, 1, 1],
    )
    const expected = [8 / 3, -2 / 3, -2 / 3, 14 / 3, 1, -2, -2, 4]
    expect(Array.from(parameters.mean!.values)).toEqual([3, 11, -8, 2].map((m) => expect.closeTo(m, 12)))
    // The second state's two points lie on a line: its covariance is held at the floor, which is far below these digits.
    expect(Array.from(parameters.covariance!.values)).toEqual(expected.map((v) => expect.closeTo(v, 4)))
  })

  it('loses no digits to data far from zero', () => {
    const noise = Array.from({ length: 200 }, (_, i) => createRandom(3, i).normal())
    const near = fit(
      expertFor({ family: 'gaussian' }, planOfNumbers(noise, 1), 1),
      noise,
      1,
      Array(200).fill(0),
    )
    const shifted = noise.map((v) => v + 1e8)
    const far = fit(
      expertFor({ family: 'gaussian' }, planOfNumbers(shifted, 1), 1),
      shifted,
      1,
      Array(200).fill(0),
    )
    expect(far.parameters.covariance!.values[0]! / near.parameters.covariance!.values[0]!).toBeCloseTo(1, 6)
  })

  it.each(structures)(
    'reports the states that the variance floor holds up, and no others (%s)',
    (structure) => {
      const expert = expertFor(
        { family: 'gaussian', covariance: structure, varianceFloor: 0.01 },
        unitPlan(2),
        2,
      )
      const collapsed = fit(expert, [1, 1, 1, 1, -1, 0, 2, -2, 0, 3], 2, [0, 0, 1, 1, 1])
      expect(collapsed.floored).toEqual(structure === 'tied' ? [] : [0])
      const spread = fit(expert, [1, 1, 0, 2, 3, 1, -1, 0, 2, -2, 0, 3], 2, [0, 0, 0, 1, 1, 1])
      expect(spread.floored).toEqual([])
      if (structure !== 'tied')
        expect(expert.compile(collapsed.parameters).marginal!(0, 0).variance).toBeCloseTo(0.01, 14)
    },
  )

  it('holds all states up where a tied covariance collapses', () => {
    const expert = expertFor({ family: 'gaussian', covariance: 'tied', varianceFloor: 0.01 }, unitPlan(2), 2)
    expect(fit(expert, [1, 1, 1, 1, -1, 0, -1, 0], 2, [0, 0, 1, 1]).floored).toEqual([0, 1])
  })

  it('clips a full covariance along its thin direction only', () => {
    const values = [0, 0, 1, 1, 2, 2, 3, 3]
    const expert = expertFor({ family: 'gaussian', varianceFloor: 0.02 }, unitPlan(2), 1)
    const { parameters, floored } = fit(expert, values, 2, [0, 0, 0, 0])
    // Scatter 1.25 in all entries: eigenvalue 2.5 along (1, 1), 0 across; the latter becomes 0.02.
    expect(Array.from(parameters.covariance!.values)).toEqual(
      [1.26, 1.24, 1.24, 1.26].map((v) => expect.closeTo(v, 12)),
    )
    expect(floored).toEqual([0])
  })

  it.each(structures)(
    'stays finite, and silent, with a constant and with an empty column (%s)',
    (structure) => {
      const random = createRandom(8)
      const values = Array.from({ length: 40 }, () => [random.normal(), 0.1, MISSING]).flat()
      const expert = expertFor({ family: 'gaussian', covariance: structure }, planOfNumbers(values, 3), 2)
      const group = numbers(values, 3)
      let { parameters } = expert.maximise(new Float64Array(expert.statisticsLength), null)
      for (let i = 0; i < 5; i++) {
        const statistics = statisticsOf(expert, parameters, group, randomResponsibilities(random, 40, 2))
        const next = expert.maximise(statistics, parameters)
        expect(next.floored).toEqual([])
        parameters = next.parameters
        expect(logProbabilities(expert, parameters, group).every(Number.isFinite)).toBe(true)
      }
    },
  )

  it('draws samples with the covariance between its columns', () => {
    const expert = full()
    const compiled = expert.compile(expert.start)
    const random = createRandom(21)
    const draws = Array.from({ length: 20_000 }, () => compiled.sample(0, random, null))
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < i; j++) {
        const products = draws.map((v) => (v[i]! - mean[0]![i]!) * (v[j]! - mean[0]![j]!))
        const average = products.reduce((a, b) => a + b, 0) / draws.length
        // Five standard errors: Var of the product of two normals is σ_ii σ_jj + σ_ij².
        const [ii, jj, ij] = [covariance[0]![i]![i]!, covariance[0]![j]![j]!, covariance[0]![i]![j]!]
        expect(Math.abs(average - ij)).toBeLessThan(5 * Math.sqrt((ii * jj + ij * ij) / draws.length))
      }
    }
  })

  it('takes the conditional covariance of partly missing vectors into account: EM reaches the maximum of the observed likelihood', () => {
    const random = createRandom(31)
    const values = Array.from({ length: 60 }, (_, t) => {
      const a = random.normal()
      return [a, t % 3 === 0 ? MISSING : a + 0.5 * random.normal()]
    }).flat()
    const expert = expertFor({ family: 'gaussian' }, planOfNumbers(values, 2), 1)
    const group = numbers(values, 2)
    const ones = new Float64Array(stepsOf(group)).fill(1)
    let { parameters } = expert.maximise(new Float64Array(expert.statisticsLength), null)
    for (let i = 0; i < 200; i++)
      parameters = expert.maximise(statisticsOf(expert, parameters, group, ones), parameters).parameters
    const best = sum(logProbabilities(expert, parameters, group))
    // Monotone missing data (Anderson 1957): the maximum factorises into the law of a and the regression of b on a.
    const pairs = Array.from({ length: 60 }, (_, t) => [values[2 * t]!, values[2 * t + 1]!] as const)
    const whole = pairs.filter(([, b]) => !Number.isNaN(b))
    const average = (f: (p: readonly [number, number]) => number, of: typeof pairs) =>
      of.reduce((s, p) => s + f(p), 0) / of.length
    const meanA = average(([a]) => a, pairs)
    const varianceA = average(([a]) => (a - meanA) ** 2, pairs)
    const [ma, mb] = [average(([a]) => a, whole), average(([, b]) => b, whole)]
    const slope = average(([a, b]) => (a - ma) * (b - mb), whole) / average(([a]) => (a - ma) ** 2, whole)
    const residual = average(([a, b]) => (b - mb - slope * (a - ma)) ** 2, whole)
    expect(parameters.mean!.values[0]).toBeCloseTo(meanA, 9)
    expect(parameters.mean!.values[1]).toBeCloseTo(mb + slope * (meanA - ma), 9)
    expect(parameters.covariance!.values[1]! / parameters.covariance!.values[0]!).toBeCloseTo(slope, 9)
    const half = (n: number, v: number) => -0.5 * n * (Math.log(2 * Math.PI * v) + 1)
    expect(best).toBeCloseTo(half(60, varianceA) + half(whole.length, residual), 8)
  })

  it.each([
    [
      'mean',
      { mean: [[1, 2]] },
      /start\.mean: expected 2 × 2 numbers \(\[state\]\[column\]\), got 1 × 2 numbers/,
    ],
    ['ragged', { mean: [[1, 2], [1]] }, /start\.mean: expected 2 × 2 .* got lists of unequal length/],
    ['a number', { mean: 3 }, /start\.mean: .* got a single number/],
    [
      'asymmetric',
      {
        covariance: [
          [
            [1, 0.5],
            [0.4, 1],
          ],
          [
            [1, 0],
            [0, 1],
          ],
        ],
      },
      /start\.covariance: the matrix of state 1 is not symmetric/,
    ],
    [
      'indefinite',
      {
        covariance: [
          [
            [1, 0],
            [0, 1],
          ],
          [
            [1, 2],
            [2, 1],
          ],
        ],
      },
      /the matrix of state 2 is not positive definite/,
    ],
    [
      'on the floor',
      {
        covariance: [
          [
            [1, 0],
            [0, 1],
          ],
          [
            [1, 0],
            [0, 1e-9],
          ],
        ],
      },
      /the matrix of state 2 is below the variance floor/,
    ],
  ])('refuses start values that cannot be: %s', (_, start, message) => {
    expect(() => expertFor({ family: 'gaussian', start }, unitPlan(2), 2)).toThrow(message)
  })

  it('refuses variances that are not positive and fixed parameters without values', () => {
    const start = {
      covariance: [
        [1, 0],
        [1, 1],
      ],
    }
    expect(() => expertFor({ family: 'gaussian', covariance: 'diagonal', start }, unitPlan(2), 2)).toThrow(
      /start\.covariance: expected variances above 0, got 0 in state 1/,
    )
    expect(() => expertFor({ family: 'gaussian', fixed: ['mean'] }, unitPlan(2), 2)).toThrow(
      /start\.mean is not given/,
    )
  })

  it.each([
    ['full', [4, 9]],
    ['full', [[4], [9]]],
    ['diagonal', [4, 9]],
    ['spherical', [4, 9]],
    ['tied', 4],
    ['tied', [4]],
  ] as const)('takes the short forms of one column (%s %j)', (structure, covariance) => {
    const expert = expertFor(
      { family: 'gaussian', covariance: structure, start: { mean: [0, 5], covariance } },
      unitPlan(1),
      2,
    )
    const log = logProbabilities(expert, expert.start, numbers([1], 1))
    expect(log[0]).toBeCloseTo(-0.5 * Math.log(2 * Math.PI * 4) - 1 / 8, 13)
  })
})
