import { describe, expect, it } from 'vitest'
import type { ConfigInput } from '../../src/config/schema.js'
import { NumericalError } from '../../src/errors.js'
import { createRandom } from '../../src/random.js'
import { isBetter, type RestartResult } from '../../src/training/restart.js'
import { fitRows, prepareRows, type TestConfig } from '../fit.js'
import { expertCases, gateCases } from '../model/random-case.js'
import { bitsOf, errorOf, events, expectNeverFalls, randomProblem, resultOf } from './helpers.js'

type ExpertInput = ConfigInput['model']['experts'][number]

const gaussian: ExpertInput = { family: 'gaussian', columns: 'v' }
const markov = (states: number, ...experts: ExpertInput[]): TestConfig => ({
  model: { gate: 'markov', states, experts },
  training: { restarts: 4, maxIterations: 300 },
})

/** Two regimes of 30 steps, four times each: means −2 and 3. */
function regimes(seed: number): { value: number; state: 'low' | 'high' }[] {
  const random = createRandom(seed)
  return Array.from({ length: 240 }, (_, i) => {
    const high = Math.floor(i / 30) % 2 === 1
    return { value: (high ? 3 : -2) + random.normal(), state: high ? 'high' : 'low' }
  })
}

describe('the events of a fit', () => {
  it('start, iterations and end of each restart in order, done', async () => {
    const problem = randomProblem(gateCases.markov!, expertCases.poisson!, {
      seed: 1,
      sequences: 3,
      maxSteps: 9,
    })
    const list = await events(problem, { restarts: 3, maxIterations: 5, tolerance: 0 })
    expect(list[0]).toEqual({ type: 'start', restarts: 3, sequences: 3, steps: problem.data.offsets[3] })
    const expected = [0, 1, 2].flatMap((restart) => [
      ...[1, 2, 3, 4].map((i) => `${restart}:${i}`),
      `${restart} ends`,
    ])
    const seen = list.flatMap((event) => {
      if (event.type === 'iteration') return [`${event.restart}:${event.iteration}`]
      return event.type === 'restart' ? [`${event.restart} ends`] : []
    })
    expect(seen).toEqual(expected)
    expect(list.at(-1)!.type).toBe('done')
    const result = resultOf(list)
    expect(result.restarts.length).toBe(3)
    expect(result.objective).toBe(Math.max(...result.restarts.map((r) => r.objective)))
  })

  it('the figures of a result belong to its parameters', async () => {
    const rows = regimes(1)
    const { prepared, result } = await fitRows(markov(2, gaussian), [
      ['v'],
      ...rows.map(({ value }) => [value]),
    ])
    const { compileModel } = await import('../../src/model/compile.js')
    const { inputs } = compileModel(prepared.model, result.parameters).toInferenceInputs(prepared.data, 0)
    const again = prepared.engine.logLikelihood(inputs).logLikelihood
    expect(Math.abs(again - result.logLikelihood)).toBeLessThan(1e-9)
    expect([...result.share].reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12)
  })
})

describe('the same seed gives the same bits, another seed other starts', () => {
  it.each(Object.keys(gateCases))('%s', async (gate) => {
    for (const expert of ['gaussian full', 'categorical of order 1', 'poisson']) {
      const fit = (seed: number) =>
        events(
          randomProblem(gateCases[gate]!, expertCases[expert]!, {
            seed: 4,
            sequences: 6,
            maxSteps: 9,
            missing: 0.1,
            symbols: 3,
          }),
          {
            restarts: 3,
            maxIterations: 6,
            seed,
          },
        ).then(resultOf)
      expect(bitsOf(await fit(1))).toEqual(bitsOf(await fit(1)))
      const starts = async (seed: number) => (await fit(seed)).restarts.map(({ trace }) => trace[0])
      const others = [await starts(2), await starts(3), await starts(4), await starts(5)]
      expect(new Set([await starts(1), ...others].map(String)).size).toBeGreaterThan(1)
    }
  })
})

describe('states come out in a canonical order', () => {
  it('ascending by the mean of the first column of the first numeric expert, whatever the seed', async () => {
    const rows = [['s', 'v', 'w'], ...regimes(2).map(({ value, state }) => [state, value, -value])]
    const experts: ExpertInput[] = [
      { family: 'categorical', columns: 's' },
      { family: 'gaussian', columns: ['v', 'w'] },
    ]
    for (const seed of [1, 2, 3, 4]) {
      const { result } = await fitRows({ ...markov(2, ...experts), training: { restarts: 1, seed } }, rows)
      const mean = result.parameters.experts[1]!.mean!.values
      expect(mean[0]).toBeLessThan(mean[2]!)
    }
  })

  it('in descending share of time where no expert has numbers', async () => {
    const random = createRandom(9)
    const rows = Array.from({ length: 300 }, (_, i) => [
      i % 30 < 21 ? (random.uniform() < 0.9 ? 'a' : 'b') : 'c',
    ])
    for (const seed of [1, 2, 3]) {
      const { result } = await fitRows(
        { ...markov(2, { family: 'categorical', columns: 'v' }), training: { restarts: 4, seed } },
        [['v'], ...rows],
      )
      expect(result.share[0]).toBeGreaterThan(result.share[1]!)
    }
  })

  it('as they are where start values name the states', async () => {
    const rows = [['v'], ...regimes(3).map(({ value }) => [value])]
    const { result } = await fitRows(markov(2, { ...gaussian, start: { mean: [3, -2] } }), rows)
    const mean = result.parameters.experts[0]!.mean!.values
    expect(mean[0]).toBeGreaterThan(mean[1]!)
  })
})

describe('known states', () => {
  const header = ['id', 't', 'z', 'v']
  const data = { sequence: 'id', order: 't', z: 'z' }
  const words: ExpertInput = { family: 'categorical', columns: 'v' }
  const tagged = [
    [1, 1, 'N', 'dog'],
    [1, 2, 'V', 'runs'],
    [1, 3, 'N', 'home'],
    [2, 1, 'N', 'dog'],
    [2, 2, 'N', 'home'],
    [2, 3, 'V', 'runs'],
    [2, 4, 'V', 'sits'],
    [3, 1, 'V', 'sits'],
  ]

  it('all of them: initial law, transitions and emissions are relative frequencies', async () => {
    const { prepared, result } = await fitRows({ data, model: { gate: 'markov', experts: [words] } }, [
      header,
      ...tagged,
    ])
    expect(prepared.model.stateNames).toEqual(['N', 'V'])
    const near = (actual: Float64Array, expected: number[]) =>
      expected.forEach((p, i) => {
        expect(actual[i]).toBeCloseTo(p, 12)
      })
    near(result.parameters.gate.weights!.values, [2 / 3, 1 / 3])
    near(result.parameters.gate.transition!.values, [1 / 3, 2 / 3, 1 / 2, 1 / 2])
    // dog, home, runs, sits
    near(result.parameters.experts[0]!.probabilities!.values, [1 / 2, 1 / 2, 0, 0, 0, 0, 1 / 2, 1 / 2])
    const counts =
      2 * Math.log(2 / 3) + Math.log(1 / 3) + Math.log(1 / 3) + 2 * Math.log(2 / 3) + 2 * Math.log(1 / 2)
    expect(result.logLikelihood).toBeCloseTo(counts + 8 * Math.log(1 / 2), 10)
    expect(result.restarts.length).toBe(1)
  })

  it('some of them: a symbol that stands on unlabelled steps only is no trouble', async () => {
    const partly = tagged.map((row, i) => (i % 3 === 2 ? [row[0], row[1], '', `new ${i}`] : row))
    const { result } = await fitRows({ data, model: { gate: 'markov', experts: [words] } }, [
      header,
      ...partly,
    ])
    expect(Number.isFinite(result.logLikelihood)).toBe(true)
    expectNeverFalls(result)
  })

  it('more states than labels: the labelled states are used from the start', async () => {
    const partly = tagged.map((row, i) => (i % 2 === 1 ? [row[0], row[1], '', row[3]] : row))
    for (const expert of [words, { ...words, order: 1 as const }]) {
      const { result } = await fitRows({ data, model: { gate: 'markov', states: 3, experts: [expert] } }, [
        header,
        ...partly,
      ])
      expect(Number.isFinite(result.logLikelihood)).toBe(true)
    }
  })

  it('a few of them name the states and improve a fit that the data alone leave undecided', async () => {
    const rows = regimes(5)
    const csv = (labelled: (i: number) => boolean) => [
      ['z', 'v'],
      ...rows.map(({ value, state }, i) => [labelled(i) ? state : '', value]),
    ]
    const { prepared, result } = await fitRows(
      { ...markov(2, gaussian), data: { z: 'z' } },
      csv((i) => i % 40 === 7),
    )
    expect(prepared.model.stateNames).toEqual(['high', 'low'])
    const mean = result.parameters.experts[0]!.mean!.values
    expect(Math.abs(mean[0]! - 3)).toBeLessThan(0.4)
    expect(Math.abs(mean[1]! + 2)).toBeLessThan(0.4)
    const supervised = await fitRows(
      { ...markov(2, gaussian), data: { z: 'z' } },
      csv(() => true),
    )
    // log p(x, z) of all labels is below log p(x, some z).
    expect(supervised.result.logLikelihood).toBeLessThan(result.logLikelihood)
  })

  it('that the gate forbids are a NumericalError naming the sequence and the line', async () => {
    const model = {
      gate: 'markov' as const,
      transition: {
        allowed: [
          [1, 1],
          [0, 1],
        ] as (0 | 1)[][],
      },
      experts: [words],
    }
    const error = await errorOf(fitRows({ data, model }, [header, ...tagged]))
    expect(error).toBeInstanceOf(NumericalError)
    expect(error.message).toMatch(/sequence "1" from step 3 on \(rows\.csv:4\)/)
    expect(error.hint).toContain('allow the transition')
  })
})

describe('data at the edge', () => {
  const edge = async (config: TestConfig, rows: readonly (readonly unknown[])[]) => {
    const { result } = await fitRows(config, rows)
    for (const restart of result.restarts) expectNeverFalls(restart)
    const values = [result.parameters.gate, ...result.parameters.experts].flatMap((p) =>
      Object.values(p).flatMap((t) => [...t.values]),
    )
    expect(values.every(Number.isFinite)).toBe(true)
    return result
  }
  const gates = ['static', 'independent', 'markov'] as const

  it.each(gates)('%s: one state converges at once to the plain estimate', async (gate) => {
    const result = await edge({ model: { gate, states: 1, experts: [gaussian] } }, [['v'], [1], [2], [6]])
    expect(result.converged).toBe(true)
    expect(result.iterations).toBeLessThanOrEqual(2)
    expect(result.parameters.experts[0]!.mean!.values[0]).toBeCloseTo(3, 12)
    expect(result.parameters.experts[0]!.covariance!.values[0]).toBeCloseTo(14 / 3, 12)
  })

  it.each(gates)('%s: sequences of a single step', async (gate) => {
    const rows = [['id', 'v'], ...Array.from({ length: 30 }, (_, i) => [i, (i % 2) * 10 + i / 30])]
    const result = await edge(
      { data: { sequence: 'id' }, model: { gate, states: 2, experts: [gaussian] } },
      rows,
    )
    expect(
      result.parameters.experts[0]!.mean!.values[1]! - result.parameters.experts[0]!.mean!.values[0]!,
    ).toBeGreaterThan(8)
  })

  it.each(gates)('%s: one sequence of one step', async (gate) => {
    await edge({ model: { gate, states: 2, experts: [gaussian] } }, [['v'], [4]])
  })

  it.each(gates)('%s: more states than distinct points', async (gate) => {
    const rows = [['v'], ...Array.from({ length: 20 }, (_, i) => [i % 2])]
    await edge({ model: { gate, states: 5, experts: [gaussian] } }, rows)
    await edge({ model: { gate, states: 5, experts: [{ family: 'poisson', columns: 'v' }] } }, rows)
  })

  it.each(gates)('%s: a constant column', async (gate) => {
    const rows = [['v', 'w'], ...regimes(6).map(({ value }) => [value, 7])]
    await edge({ model: { gate, states: 2, experts: [{ family: 'gaussian', columns: ['v', 'w'] }] } }, rows)
  })

  it.each(gates)('%s: a column without any observed cell, and one row without any', async (gate) => {
    const rows = [
      ['v', 'w', 's'],
      ...regimes(7)
        .slice(0, 60)
        .map(({ value }, i) => (i === 30 ? ['', '', ''] : [value, '', 'a'])),
    ]
    await edge(
      {
        model: {
          gate,
          states: 2,
          experts: [
            { family: 'gaussian', columns: ['v', 'w'] },
            { family: 'categorical', columns: 's' },
          ],
        },
      },
      rows,
    )
    await edge(
      {
        model: {
          gate,
          states: 2,
          experts: [
            gaussian,
            { family: 'poisson', columns: 'w' },
            { family: 'categorical', columns: 's', order: 1 },
          ],
        },
      },
      rows,
    )
  })

  it('a stationary chain over sequences that never change their state', async () => {
    const rows = [['id', 'v'], ...regimes(8).map(({ value }, i) => [Math.floor(i / 30), value])]
    const config: TestConfig = {
      data: { sequence: 'id' },
      model: { gate: 'markov', states: 2, initial: 'stationary', experts: [gaussian] },
      training: { restarts: 3, maxIterations: 500, tolerance: 0 },
    }
    await edge(config, rows)
  })

  it('observations far from every state do not turn into NaN', async () => {
    const rows = [['v'], ...Array.from({ length: 50 }, (_, i) => [i === 25 ? 1e9 : i % 2])]
    await edge(markov(3, gaussian), rows)
  })
})

describe('impossible data', () => {
  it('given start values under which a symbol has probability 0: the sequence, the step and the line', async () => {
    const model: ConfigInput['model'] = {
      gate: 'markov',
      states: 2,
      experts: [{ family: 'poisson', columns: 'v', start: { rate: [0, 0] }, fixed: ['rate'] }],
    }
    const error = await errorOf(fitRows({ data: { sequence: 'id' }, model }, 'id,v\na,0\na,0\nb,0\nb,3\n'))
    expect(error).toBeInstanceOf(NumericalError)
    expect(error.code).toBe('impossible-observation')
    expect(error.message).toContain('sequence "b" from step 2 on (rows.csv:5)')
  })
})

describe('states that die', () => {
  /** The second state has a rate that no count is near; its own transitions are rare from the start. */
  const config = (deadStates: 'report' | 'reseed'): TestConfig => ({
    model: {
      gate: 'markov',
      states: 3,
      initial: { start: [0.5, 0.5, 0] },
      experts: [{ family: 'poisson', columns: 'v', start: { rate: [1, 8, 500] } }],
    },
    training: { deadStates, maxIterations: 200 },
  })
  const rows = [['v'], ...Array.from({ length: 60 }, (_, i) => [i % 20 < 10 ? i % 3 : 6 + (i % 5)])]

  it('are reported', async () => {
    const { result } = await fitRows(config('report'), rows)
    expect(result.dead).toEqual([2])
    expect(result.share[2]).toBeLessThan(1e-6)
    expect(result.segments).toEqual([0])
  })

  it('are started again when asked, in a new segment of the trace, at most three times', async () => {
    const { result } = await fitRows(config('reseed'), rows)
    expect(result.segments.length).toBeGreaterThan(1)
    expect(result.segments.length).toBeLessThanOrEqual(4)
    expectNeverFalls(result)
    const { result: reported } = await fitRows(config('report'), rows)
    expect(result.dead.length).toBeLessThanOrEqual(reported.dead.length)
  })
})

describe('restarts', () => {
  const restart = (objective: number, floored: number[]): RestartResult => ({
    restart: 0,
    parameters: { gate: {}, experts: [] },
    logLikelihood: objective,
    objective,
    iterations: 1,
    converged: true,
    trace: [objective],
    segments: [0],
    floored,
    dead: [],
    share: new Float64Array(0),
  })

  it('that end on the variance floor rank behind those that do not', () => {
    expect(isBetter(restart(-100, []), restart(5000, [1]))).toBe(true)
    expect(isBetter(restart(5000, [1]), restart(-100, []))).toBe(false)
    expect(isBetter(restart(-90, []), restart(-100, []))).toBe(true)
    expect(isBetter(restart(-100, []), restart(-100, []))).toBe(false)
    expect(isBetter(restart(6000, [0]), restart(5000, [1]))).toBe(true)
  })

  it('a fit prefers one that is not held up, however high the others climb', async () => {
    // Ten equal values: a state that shrinks onto them has an unbounded likelihood.
    const random = createRandom(4)
    const rows = [
      ['v'],
      ...Array.from({ length: 80 }, (_, i) => [i % 8 === 0 ? 0.5 : (i % 16 < 8 ? -3 : 3) + random.normal()]),
    ]
    const { result } = await fitRows(
      { model: { gate: 'independent', states: 2, experts: [gaussian] }, training: { restarts: 12 } },
      rows,
    )
    const clean = result.restarts.filter((r) => r.floored.length === 0)
    if (clean.length > 0) expect(result.floored).toEqual([])
    expect(clean.length).toBeGreaterThan(0)
  })
})

describe('one restart is enough', () => {
  it('where all parameters are given, where there is one state, where every state is labelled', async () => {
    const rows = [
      ['z', 'v'],
      ...regimes(1)
        .slice(0, 60)
        .map(({ value, state }) => [state, value]),
    ]
    const given = markov(2, { ...gaussian, start: { mean: [0, 1], covariance: [1, 1] } })
    expect((await fitRows(given, rows)).result.restarts.length).toBe(1)
    expect((await fitRows(markov(1, gaussian), rows)).result.restarts.length).toBe(1)
    expect((await fitRows({ ...markov(2, gaussian), data: { z: 'z' } }, rows)).result.restarts.length).toBe(1)
    expect((await fitRows(markov(2, gaussian), rows)).result.restarts.length).toBe(4)
  })
})

describe('a model whose parameters are all fixed', () => {
  it('is evaluated, not changed', async () => {
    const model: ConfigInput['model'] = {
      gate: 'markov',
      states: 2,
      initial: [0.25, 0.75],
      transition: {
        start: [
          [0.9, 0.1],
          [0.2, 0.8],
        ],
        fixed: true,
      },
      experts: [{ family: 'poisson', columns: 'v', start: { rate: [2, 5] }, fixed: ['rate'] }],
    }
    const prepared = await prepareRows({ model }, 'v\n1\n4\n0\n')
    const result = resultOf(await events(prepared, {}))
    expect(result.iterations).toBe(1)
    expect(result.converged).toBe(true)
    expect([...result.parameters.experts[0]!.rate!.values]).toEqual([2, 5])
    expect([...result.parameters.gate.transition!.values]).toEqual([0.9, 0.1, 0.2, 0.8])
  })
})
