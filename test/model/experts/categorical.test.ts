import { describe, expect, it } from 'vitest'
import type { SymbolPlan } from '../../../src/encode/encoded.js'
import { createRandom } from '../../../src/random.js'
import {
  expertFor,
  logProbabilities,
  planOfSymbols,
  randomParameters,
  randomResponsibilities,
  statisticsOf,
  symbols,
} from './support.js'

/** Training data in which symbols 2 and 3 turn up once. */
const TRAINING = [0, 1, 0, 0, 1, 2, 0, 1, 3]
const V = 4
const IMPOSSIBLE = Number.NEGATIVE_INFINITY

const plan = (unknown: SymbolPlan['unknown']) => planOfSymbols(TRAINING, V, unknown)

describe('categorical', () => {
  it('estimates the weighted shares of the symbols', () => {
    const expert = expertFor({ family: 'categorical' }, plan('impossible'), 1)
    const before = expert.maximise(new Float64Array(V), null).parameters
    const statistics = statisticsOf(expert, before, symbols([0, 1, 1, -1], V), Float64Array.of(1, 1, 2, 9))
    expect(Array.from(expert.maximise(statistics, before).parameters.probabilities!.values)).toEqual([
      0.25, 0.75, 0, 0,
    ])
  })

  it('begins with the shares of the training data', () => {
    const expert = expertFor({ family: 'categorical' }, plan('impossible'), 1)
    const { values } = expert.maximise(new Float64Array(V), null).parameters.probabilities!
    expect(Array.from(values)).toEqual([4, 3, 1, 1].map((count) => expect.closeTo(count / 9, 14)))
  })

  it.each([
    ['impossible', IMPOSSIBLE],
    ['error', IMPOSSIBLE],
    ['missing', 0],
    ['hapax', IMPOSSIBLE],
  ] as const)(
    'gives a symbol that training never saw, under unknown: %s, %d in training',
    (unknown, expected) => {
      for (const order of [0, 1]) {
        const expert = expertFor({ family: 'categorical', unknown, order }, plan(unknown), 2)
        const { parameters } = expert.maximise(new Float64Array(expert.statisticsLength), null)
        expect(Array.from(logProbabilities(expert, parameters, symbols([V], V)))).toEqual([
          expected,
          expected,
        ])
      }
    },
  )

  it("gives it each state's share of the symbols seen once, and scales the others, where hapax is asked for", () => {
    const start = {
      probabilities: [
        [0.4, 0.3, 0.2, 0.1],
        [0.7, 0.3, 0, 0],
      ],
    }
    const expert = expertFor({ family: 'categorical', unknown: 'hapax', start }, plan('hapax'), 2)
    const logs = logProbabilities(expert, expert.start, symbols([0, 1, 2, 3, V], V), { hapax: true })
    const inState = (k: number) => [0, 1, 2, 3, 4].map((v) => Math.exp(logs[2 * v + k]!))
    expect(inState(0)).toEqual(
      [0.4 * 0.7, 0.3 * 0.7, 0.2 * 0.7, 0.1 * 0.7, 0.3].map((p) => expect.closeTo(p, 14)),
    )
    expect(inState(1)).toEqual([0.7, 0.3, 0, 0, 0].map((p) => expect.closeTo(p, 14)))
  })

  it('leaves symbols seen once possible in a state that holds nothing else', () => {
    const start = {
      probabilities: [
        [0, 0, 0.5, 0.5],
        [0.7, 0.3, 0, 0],
      ],
    }
    const expert = expertFor({ family: 'categorical', unknown: 'hapax', start }, plan('hapax'), 2)
    const logs = logProbabilities(expert, expert.start, symbols([2, 3, V], V), { hapax: true })
    const [a, b, unknown] = [0, 1, 2].map((i) => Math.exp(logs[2 * i]!))
    expect(a).toBeGreaterThan(0)
    expect(unknown).toBeGreaterThan(a! + b!)
    expect(a! + b! + unknown!).toBeCloseTo(1, 14)
  })

  it('sums to one with the unknown symbol, in every row of a chain', () => {
    const expert = expertFor(
      { family: 'categorical', order: 1, unknown: 'hapax', prior: { concentration: 1.2 } },
      plan('hapax'),
      2,
    )
    const parameters = randomParameters(expert, symbols(TRAINING, V), createRandom(1))
    const codes = Array.from({ length: V + 1 }, (_, v) => v)
    for (const before of codes) {
      const logs = codes.map((v) =>
        logProbabilities(expert, parameters, symbols([before, v], V), { hapax: true }),
      )
      for (const k of [0, 1]) expect(logs.reduce((a, log) => a + Math.exp(log[2 + k]!), 0)).toBeCloseTo(1, 13)
    }
  })

  it('begins a chain anew after an unknown symbol', () => {
    const expert = expertFor({ family: 'categorical', order: 1, unknown: 'hapax' }, plan('hapax'), 2)
    const parameters = randomParameters(expert, symbols(TRAINING, V), createRandom(1))
    const after = logProbabilities(expert, parameters, symbols([V, 1], V), { hapax: true }).subarray(2)
    expect(after).toEqual(logProbabilities(expert, parameters, symbols([1], V), { hapax: true }))
  })

  it('refuses to guess what came before an observed symbol', () => {
    const expert = expertFor({ family: 'categorical', order: 1 }, plan('impossible'), 2)
    const { parameters } = expert.maximise(new Float64Array(expert.statisticsLength), null)
    expect(() => logProbabilities(expert, parameters, symbols([0, -1, 1], V))).toThrow(RangeError)
    expect(() => statisticsOf(expert, parameters, symbols([-1, 1], V), new Float64Array(4))).toThrow(
      RangeError,
    )
  })

  it.each([false, true])('offers its chain for expansion: the same probabilities (hapax: %s)', (hapax) => {
    const expert = expertFor({ family: 'categorical', order: 1, unknown: 'hapax' }, plan('hapax'), 2)
    const parameters = randomParameters(expert, symbols(TRAINING, V), createRandom(2))
    const chain = expert.compile(parameters, { hapax }).chain!
    expect(chain.symbols).toBe(hapax ? V + 1 : V)
    for (let u = 0; u < chain.symbols; u++) {
      for (let v = 0; v < chain.symbols; v++) {
        const logs = logProbabilities(expert, parameters, symbols([u, v], V), { hapax })
        for (const k of [0, 1]) {
          expect(Math.exp(logs[k]!)).toBeCloseTo(chain.initial[k * chain.symbols + u]!, 14)
          expect(Math.exp(logs[2 + k]!)).toBeCloseTo(
            chain.transition[(k * chain.symbols + u) * chain.symbols + v]!,
            14,
          )
        }
      }
    }
  })

  it('takes expected counts of the expansion as it takes observed ones', () => {
    const expert = expertFor({ family: 'categorical', order: 1 }, plan('impossible'), 2)
    const { parameters } = expert.maximise(new Float64Array(expert.statisticsLength), null)
    const responsibilities = randomResponsibilities(createRandom(3), 3, 2)
    const observed = statisticsOf(expert, parameters, symbols([0, 2, 1], V), responsibilities)
    const initial = new Float64Array(2 * V)
    const pairs = new Float64Array(2 * V * V)
    for (const k of [0, 1]) {
      initial[k * V] = responsibilities[k]!
      pairs[(k * V + 0) * V + 2] = responsibilities[2 + k]!
      pairs[(k * V + 2) * V + 1] = responsibilities[4 + k]!
    }
    const expanded = new Float64Array(expert.statisticsLength)
    expert.compile(parameters).chain!.collectExpanded(initial, pairs, expanded)
    expect(expanded).toEqual(observed)
  })

  it.each([
    ['concentration', { concentration: 1.5 }, [2.5, 1.5, 0.5, 0.5]],
    ['strength, spread evenly', { strength: 4, base: 'uniform' }, [3, 2, 1, 1]],
    ['strength, like the data', { strength: 9 }, [6, 4, 1, 1]],
  ])('adds pseudo-counts: %s', (_, prior, counts) => {
    const expert = expertFor({ family: 'categorical', prior }, plan('impossible'), 1)
    const before = expert.maximise(new Float64Array(V), null).parameters
    const statistics = statisticsOf(expert, before, symbols([0, 1, 0], V), new Float64Array(3).fill(1))
    const total = counts.reduce((a, b) => a + b, 0)
    const { values } = expert.maximise(statistics, before).parameters.probabilities!
    expect(Array.from(values)).toEqual(counts.map((count) => expect.closeTo(count / total, 14)))
  })

  it('spreads pseudo-counts over the symbols that are not structural zeros', () => {
    const start = { probabilities: [[0.5, 0, 0.5, 0]] }
    const expert = expertFor(
      { family: 'categorical', prior: { strength: 6, base: 'uniform' }, start },
      plan('impossible'),
      1,
    )
    const statistics = statisticsOf(expert, expert.start, symbols([0, 0], V), Float64Array.of(1, 1))
    const { values } = expert.maximise(statistics, expert.start).parameters.probabilities!
    expect(Array.from(values)).toEqual([5 / 8, 0, 3 / 8, 0])
    expect(expert.freeParameters).toBe(1)
  })

  it('lets the prior decide on a row of a chain that was never left from', () => {
    const expert = expertFor(
      { family: 'categorical', order: 1, prior: { concentration: 2 } },
      plan('impossible'),
      1,
    )
    const before = randomParameters(expert, symbols(TRAINING, V), createRandom(4))
    const statistics = statisticsOf(expert, before, symbols([0, 1, 0, 1], V), new Float64Array(4).fill(1))
    const { values } = expert.maximise(statistics, before).parameters.transition!
    expect(Array.from(values.subarray(3 * V))).toEqual([0.25, 0.25, 0.25, 0.25])
  })

  it.each([
    [
      'a sum of 0.9',
      [[0.4, 0.3, 0.1, 0.1]],
      /start\.probabilities: expected rows that sum to 1, got a sum of 0\.9 in row 1/,
    ],
    [
      'a negative entry',
      [[1.2, -0.2, 0, 0]],
      /start\.probabilities: expected probabilities from 0 to 1, got 1\.2/,
    ],
    [
      'too few symbols',
      [[0.5, 0.5]],
      /start\.probabilities: expected 1 × 4 numbers \(\[state\]\[symbol\]\), got 1 × 2/,
    ],
  ])('refuses start probabilities with %s', (_, probabilities, message) => {
    expect(() =>
      expertFor({ family: 'categorical', start: { probabilities } }, plan('impossible'), 1),
    ).toThrow(message)
  })

  it('scales start probabilities that sum to one within rounding', () => {
    const start = { probabilities: [[0.3333333, 0.3333333, 0.3333333, 0]] }
    const expert = expertFor({ family: 'categorical', start }, plan('impossible'), 1)
    expect(expert.start.probabilities!.values.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 15)
  })

  it('refuses parameters of the other order, and a chain over too many symbols', () => {
    const start = { transition: [[[1]]] }
    expect(() => expertFor({ family: 'categorical', start }, planOfSymbols([0], 1), 1)).toThrow(
      /start\.transition: this expert has the parameters probabilities/,
    )
    expect(() => expertFor({ family: 'categorical', order: 1 }, planOfSymbols([0], 20_000), 17)).toThrow(
      /states × symbols²/,
    )
  })
})
