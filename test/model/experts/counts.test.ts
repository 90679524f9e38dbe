import { describe, expect, it } from 'vitest'
import { expertFor, logProbabilities, numbers, planOfNumbers, statisticsOf } from './support.js'

const place = (step: number) => ({ source: 'counts.csv', line: step + 2 })

describe('poisson', () => {
  const start = { rate: [2.5, 10, 0] }
  const expert = () => expertFor({ family: 'poisson', start }, planOfNumbers([1, 2, 3], 1), 3)

  // scipy 1.17.1: poisson.logpmf(3, 2.5), poisson.logpmf(10, 10).
  it('has the log probabilities that scipy gives', () => {
    const log = logProbabilities(expert(), expert().start, numbers([3, 10, 0], 1))
    expect(log[0]).toBeCloseTo(-1.5428872736055896, 13)
    expect(log[3 + 1]).toBeCloseTo(-2.078561643135055, 13)
  })

  it('gives a rate of 0 all its probability to 0, keeps it there and leaves it out of the free parameters', () => {
    const log = logProbabilities(expert(), expert().start, numbers([0, 4], 1))
    expect([log[2], log[5]]).toEqual([0, Number.NEGATIVE_INFINITY])
    expect(expert().freeParameters).toBe(2)
    const statistics = statisticsOf(
      expert(),
      expert().start,
      numbers([0, 0], 1),
      new Float64Array(6).fill(1 / 3),
    )
    expect(expert().maximise(statistics, expert().start).parameters.rate!.values[2]).toBe(0)
  })

  it('shrinks to the column mean by the strength of its prior', () => {
    const shrunk = expertFor({ family: 'poisson', prior: { strength: 2 } }, planOfNumbers([1, 2, 3], 1), 1)
    const before = shrunk.maximise(new Float64Array(shrunk.statisticsLength), null).parameters
    const statistics = statisticsOf(shrunk, before, numbers([7, 9], 1), Float64Array.of(1, 1))
    expect(shrunk.maximise(statistics, before).parameters.rate!.values[0]).toBe((7 + 9 + 2 * 2) / (2 + 2))
  })

  it.each([-1, 1.5])('refuses a cell of %d with its file, line and column', (cell) => {
    expect(() => expert().validateData!(numbers([1, Number.NaN, cell], 1), place)).toThrow(
      expect.objectContaining({
        message: `column "column_1": expected a count (a whole number that is not negative), got ${cell}`,
        where: 'counts.csv, line 4',
      }),
    )
  })

  it('refuses a negative rate', () => {
    expect(() => expertFor({ family: 'poisson', start: { rate: [-1] } }, planOfNumbers([1], 1), 1)).toThrow(
      /start\.rate: expected rates that are not negative, got -1/,
    )
  })
})

describe('bernoulli', () => {
  const plan = planOfNumbers([1, 0, 1, 0, 1, 1, 0, 0], 2)

  it('multiplies the columns', () => {
    const expert = expertFor({ family: 'bernoulli', start: { probability: [[0.2, 0.7]] } }, plan, 1)
    const log = logProbabilities(expert, expert.start, numbers([1, 0, Number.NaN, 1], 2))
    expect(Math.exp(log[0]!)).toBeCloseTo(0.2 * 0.3, 14)
    expect(Math.exp(log[1]!)).toBeCloseTo(0.7, 14)
  })

  it('takes start probabilities of 0 and 1 as structural, prior or not', () => {
    const start = {
      probability: [
        [0, 0.7],
        [0.4, 1],
      ],
    }
    const expert = expertFor({ family: 'bernoulli', start, prior: { concentration: 2 } }, plan, 2)
    expect(expert.freeParameters).toBe(2)
    const statistics = statisticsOf(
      expert,
      expert.start,
      numbers([0, 1, 0, 1], 2),
      new Float64Array(4).fill(0.5),
    )
    const { values } = expert.maximise(statistics, expert.start).parameters.probability!
    expect([values[0], values[3]]).toEqual([0, 1])
    expect(Number.isFinite(expert.logPrior(expert.start))).toBe(true)
  })

  it.each([
    ['concentration', { concentration: 1.5 }, (3 + 0.5) / (4 + 1)],
    ['strength, spread evenly', { strength: 2, base: 'uniform' }, (3 + 1) / (4 + 2)],
    // (3 + ½)/(4 + 1) ones in training
    ['strength, like the data', { strength: 2 }, (3 + 2 * 0.7) / (4 + 2)],
  ])('adds pseudo-observations: %s', (_, prior, value) => {
    const expert = expertFor({ family: 'bernoulli', prior }, plan, 1)
    const before = expert.maximise(new Float64Array(expert.statisticsLength), null).parameters
    const statistics = statisticsOf(
      expert,
      before,
      numbers([1, 0, 1, 0, 1, 1, 0, 0], 2),
      new Float64Array(4).fill(1),
    )
    expect(expert.maximise(statistics, before).parameters.probability!.values[0]).toBeCloseTo(value, 14)
  })

  it('refuses a cell that is neither 0 nor 1', () => {
    const expert = expertFor({ family: 'bernoulli' }, plan, 1)
    expect(() => expert.validateData!(numbers([1, 0, 0, 2], 2), place)).toThrow(
      expect.objectContaining({
        message: 'column "column_2": expected 0 or 1, got 2',
        where: 'counts.csv, line 3',
      }),
    )
  })

  it('refuses a probability above 1', () => {
    expect(() => expertFor({ family: 'bernoulli', start: { probability: [[0.5, 1.5]] } }, plan, 1)).toThrow(
      /start\.probability: expected probabilities from 0 to 1, got 1\.5/,
    )
  })
})
