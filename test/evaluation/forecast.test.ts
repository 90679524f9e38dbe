import { describe, expect, it } from 'vitest'
import { type ExpertForecast, type Forecast, forecast, summariseMixture } from '../../src/evaluation/index.js'
import { compileModel } from '../../src/model/compile.js'
import { askSequences } from '../../src/model/infer.js'
import { givenParameters, type Prepared, prepareRows, type TestConfig } from '../fit.js'

const digits = 9

function forecastOf(prepared: Prepared, horizon: number): Forecast[] {
  const compiled = compileModel(prepared.model, givenParameters(prepared))
  return forecast(compiled, prepared.data, prepared.engine, 0, horizon)!
}

const numbers = (f: ExpertForecast) => (f.kind === 'numbers' ? f.columns : [])
const symbols = (f: ExpertForecast) => (f.kind === 'symbols' ? [...f.probabilities] : [])

const chain = {
  gate: 'markov' as const,
  states: 2,
  initial: [0.5, 0.5],
  transition: {
    start: [
      [0.9, 0.1],
      [0.3, 0.7],
    ],
  },
}
const gaussian = {
  family: 'gaussian' as const,
  columns: ['v'],
  start: { mean: [[0], [10]], covariance: [[[1]], [[4]]] },
}
const orderOne = {
  family: 'categorical' as const,
  columns: ['s'],
  order: 1 as const,
  symbols: ['a', 'b', 'c'],
  start: {
    initial: [
      [0.5, 0.3, 0.2],
      [0.1, 0.1, 0.8],
    ],
    transition: [
      [
        [0.6, 0.3, 0.1],
        [0.2, 0.2, 0.6],
        [0.1, 0.8, 0.1],
      ],
      [
        [0.1, 0.1, 0.8],
        [0.5, 0.4, 0.1],
        [0.3, 0.3, 0.4],
      ],
    ],
  },
}

describe('forecast', () => {
  it('of an independent gate is the mixture itself, whatever came before', async () => {
    const config: TestConfig = {
      model: { gate: 'independent', states: 2, initial: [0.25, 0.75], experts: [gaussian] },
    }
    for (const csv of ['v\n0\n0\n', 'v\n10\n11\n']) {
      for (const step of forecastOf(await prepareRows(config, csv), 3)) {
        expect([...step.states]).toEqual([0.25, 0.75])
        const [column] = numbers(step.experts[0]!)
        expect(column!.mean).toBeCloseTo(7.5, digits)
        expect(column!.standardDeviation ** 2).toBeCloseTo(
          0.25 * 1 + 0.75 * 4 + 0.25 * 7.5 ** 2 + 0.75 * 2.5 ** 2,
          digits,
        )
      }
    }
  })

  it('of a chain goes from the filtered state to the stationary distribution', async () => {
    const steps = forecastOf(
      await prepareRows({ model: { ...chain, experts: [gaussian] } }, 'v\n0\n10\n'),
      200,
    )
    expect(steps[0]!.states[0]).toBeCloseTo(0.3, 3)
    expect(steps[1]!.states[0]).toBeCloseTo(0.9 * steps[0]!.states[0]! + 0.3 * steps[0]!.states[1]!, digits)
    expect(steps[199]!.states[0]).toBeCloseTo(0.75, digits)
  })

  it('of a static gate keeps the membership', async () => {
    const config: TestConfig = {
      model: { gate: 'static', states: 2, initial: [0.5, 0.5], experts: [gaussian] },
    }
    const steps = forecastOf(await prepareRows(config, 'v\n9\n10\n'), 4)
    for (const step of steps) expect(step.states[1]).toBeCloseTo(1, 6)
  })

  it('is what filtering says of steps that are all missing', async () => {
    const experts = [gaussian, { family: 'poisson' as const, columns: ['c'], start: { rate: [[2], [7]] } }]
    const short = await prepareRows({ model: { ...chain, experts } }, 'v,c\n1,2\n,3\n8,\n')
    const long = await prepareRows({ model: { ...chain, experts } }, 'v,c\n1,2\n,3\n8,\n,\n,\n')
    const filtered = askSequences(
      compileModel(long.model, givenParameters(long)),
      long.engine,
      long.data,
    ).filter(0).filtered
    for (const [h, step] of forecastOf(short, 2).entries()) {
      for (let k = 0; k < 2; k++) expect(step.states[k]).toBeCloseTo(filtered[(3 + h) * 2 + k]!, digits)
    }
  })

  it.each([
    ['seen', 's,n\na,1\nc,2\n'],
    ['missing', 's,n\na,1\nc,2\n,3\n'],
    ['missing, with a gap before', 's,n\n,1\nb,2\n,3\nc,4\n,5\n,6\n'],
  ])('of order-1 symbols is exact where the last symbol is %s', async (_, csv) => {
    const prepared = await prepareRows({ model: { ...chain, experts: [orderOne] } }, csv)
    const steps = forecastOf(prepared, 3)
    const horizon = steps.length
    for (let h = 1; h <= horizon; h++) {
      for (const [v, symbol] of orderOne.symbols.entries()) {
        // p(x_{T+h} = v | x) = p(x, gap, v) / p(x), both by the engine's exact sums.
        const ends = csv + Array.from({ length: h }, (_, i) => `${i === h - 1 ? symbol : ''},9\n`).join('')
        const whole = await prepareRows({ model: { ...chain, experts: [orderOne] } }, ends)
        const p = (of: Prepared) =>
          askSequences(compileModel(of.model, givenParameters(of)), of.engine, of.data).logLikelihood(0)
            .logLikelihood
        expect(symbols(steps[h - 1]!.experts[0]!)[v]).toBeCloseTo(Math.exp(p(whole) - p(prepared)), digits)
      }
    }
  })

  it('is null for a sequence of probability 0', async () => {
    const never = { family: 'bernoulli' as const, columns: ['b'], start: { probability: [[1], [1]] } }
    const prepared = await prepareRows({ model: { ...chain, experts: [never] } }, 'b\n0\n')
    const compiled = compileModel(prepared.model, givenParameters(prepared))
    expect(forecast(compiled, prepared.data, prepared.engine, 0, 2)).toBeNull()
  })
})

describe('quantiles of a mixture', () => {
  const quantilesOf = async (
    expert: TestConfig['model']['experts'][number],
    csv: string,
    weights: number[],
  ) => {
    const prepared = await prepareRows({ model: { ...chain, experts: [expert] } }, csv)
    const compiled = compileModel(prepared.model, givenParameters(prepared)).experts[0]!
    return summariseMixture(
      weights,
      [0, 1].map((k) => compiled.marginal!(k, 0)),
      [0.05, 0.5, 0.95],
    ).quantiles
  }

  it('of one normal law are μ ± 1.6449 σ', async () => {
    const [low, middle, high] = await quantilesOf(gaussian, 'v\n0\n1\n', [0, 1])
    expect(low).toBeCloseTo(10 - 2 * 1.6448536269514722, 6)
    expect(middle).toBeCloseTo(10, 6)
    expect(high).toBeCloseTo(10 + 2 * 1.6448536269514722, 6)
  })

  it('of counts are the smallest whole numbers that reach the probability', async () => {
    // R: qpois(c(.05, .5, .95), 7) is 3 7 12.
    const poisson = { family: 'poisson' as const, columns: ['c'], start: { rate: [[2], [7]] } }
    expect(await quantilesOf(poisson, 'c\n1\n2\n', [0, 1])).toEqual([3, 7, 12])
    const bernoulli = {
      family: 'bernoulli' as const,
      columns: ['b'],
      start: { probability: [[0.04], [0.5]] },
    }
    expect(await quantilesOf(bernoulli, 'b\n1\n0\n', [1, 0])).toEqual([0, 0, 0])
    expect(await quantilesOf(bernoulli, 'b\n1\n0\n', [0.5, 0.5])).toEqual([0, 0, 1])
  })

  it('invert the cumulative distribution of the mixture', async () => {
    const [low, middle, high] = await quantilesOf(gaussian, 'v\n0\n1\n', [0.4, 0.6])
    const prepared = await prepareRows({ model: { ...chain, experts: [gaussian] } }, 'v\n0\n1\n')
    const compiled = compileModel(prepared.model, givenParameters(prepared)).experts[0]!
    const F = (x: number) =>
      0.4 * compiled.marginal!(0, 0).cumulative(x) + 0.6 * compiled.marginal!(1, 0).cumulative(x)
    expect(F(low!)).toBeCloseTo(0.05, digits)
    expect(F(middle!)).toBeCloseTo(0.5, digits)
    expect(F(high!)).toBeCloseTo(0.95, digits)
  })
})
