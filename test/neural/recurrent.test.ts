import { describe, expect, it } from 'vitest'
import { emptyData, scoreModel, simulateGiven } from '../../src/evaluation/index.js'
import { compileModel } from '../../src/model/compile.js'
import { validateData } from '../../src/model/validate-data.js'
import { createRandom } from '../../src/random.js'
import { crossValidateToEnd } from '../../src/selection/index.js'
import type { TestConfig } from '../fit.js'
import { kernelEngine } from '../kernel/engines.js'
import { openTf, prepareNetwork } from './helpers.js'
import { logLikelihood, randomRecurrent, withCells } from './recurrent-helpers.js'

const csv = 'id,w,a,b\n1,0.5,0,1\n1,-1,1,1\n1,2,0,0\n2,0,1,0\n2,1,0,1\n'
const network = { family: 'neural', output: 'bernoulli', inputs: ['previous'], units: [3] }

const config = (recurrence: object, experts: object[] = [network]) =>
  ({
    data: { sequence: 'id', x: ['a', 'b'], y: ['w'] },
    model: { gate: 'recurrent', states: 3, recurrence: { units: 2, ...recurrence }, experts },
  }) as TestConfig

const bits = (count: number) =>
  Array.from({ length: 2 ** count }, (_, i) => Array.from({ length: count }, (_, d) => (i >> d) & 1))

describe('the gate recurrent', () => {
  it('is the formula: s_t = GRU(s_{t−1}, x_{t−1}, y_t), ω_k ∝ α_k exp(s_t W)_k', async () => {
    const prepared = await prepareNetwork(config({ inputs: ['previous', 'w'] }), csv)
    const parameters = randomRecurrent(prepared)
    const { data } = prepared.problem
    const { weights, input, inputBias, recurrent, candidateBias, start, scores } = parameters.gate
    const at = (matrix: { values: Float64Array; shape: readonly number[] }, i: number, j: number) =>
      matrix.values[i * matrix.shape[1]! + j]!
    const logistic = (x: number) => 1 / (1 + Math.exp(-x))
    const w = [0.5, -1, 2]
    const mean = (0.5 - 1 + 2 + 0 + 1) / 5
    const sd = Math.sqrt([0.5, -1, 2, 0, 1].reduce((sum, x) => sum + (x - mean) ** 2, 0) / 5)
    const x = [
      [0, 1],
      [1, 1],
      [0, 0],
    ] // prettier-ignore
    const compiled = compileModel(prepared.model, parameters)
    const logDensities = compiled.toInferenceInputs(data, 0).inputs.logLikelihood

    let s = [...start!.values]
    let expected = 0
    for (let t = 0; t < 3; t++) {
      const u = [(w[t]! - mean) / sd, ...(t === 0 ? [0, 0] : x[t - 1]!)]
      const seen = (j: number) =>
        inputBias!.values[j]! + u.reduce((sum, v, i) => sum + v * at(input!, i, j), 0)
      const kept = (j: number) => s.reduce((sum, v, i) => sum + v * at(recurrent!, i, j), 0)
      s = s.map((before, h) => {
        const z = logistic(seen(h) + kept(h))
        const r = logistic(seen(2 + h) + kept(2 + h))
        const n = Math.tanh(seen(4 + h) + r * (kept(4 + h) + candidateBias!.values[h]!))
        return z * before + (1 - z) * n
      })
      const omega = [0, 1, 2].map(
        (k) => weights!.values[k]! * Math.exp(s.reduce((sum, v, h) => sum + v * at(scores!, h, k), 0)),
      )
      const total = omega.reduce((a, b) => a + b, 0)
      expected += Math.log(
        omega.reduce((sum, o, k) => sum + (o / total) * Math.exp(logDensities[t * 3 + k]!), 0),
      )
    }
    expect(logLikelihood(prepared, parameters, data)).toBeCloseTo(expected, 12)
  })

  it.each([
    ['previous', { inputs: ['previous'] }],
    ['the step before by name, and a covariate', { inputs: ['a', 'w'], context: [-2, -1] }],
  ])('seeing %s, gives all binary sequences together probability 1', async (_, recurrence) => {
    const prepared = await prepareNetwork(config(recurrence), csv)
    const parameters = randomRecurrent(prepared, 2)
    const { data } = prepared.problem
    let total = 0
    for (const cells of bits(6)) {
      const changed = withCells(data, [...cells, 1, 0, 0, 1])
      // The gate has its own copy of a column that it sees by name.
      const gate = data.gate!.map((group) => {
        if (group.kind !== 'numbers' || group.dimension !== 2) return group
        const values = group.values.slice()
        for (let t = 0; t < 3; t++) values[2 * t] = cells[2 * t]!
        return { ...group, values }
      })
      total += Math.exp(logLikelihood(prepared, parameters, { ...changed, gate }))
    }
    expect(total).toBeCloseTo(1, 12)
  })

  it('weighs a step by what was before it and not by what it says', async () => {
    const prepared = await prepareNetwork(config({ inputs: ['previous'] }), csv)
    const compiled = compileModel(prepared.model, randomRecurrent(prepared))
    const { data } = prepared.problem
    const laws = (cells: number[]) => {
      const { logInitial, transitions } = compiled.gateAlong(withCells(data, [...cells, 1, 0, 0, 1]), 0)
      if (transitions.kind !== 'step-weights') throw new Error('expected weights of steps')
      return [...logInitial, ...transitions.logWeights]
    }
    const [one, other] = [laws([0, 1, 1, 1, 0, 0]), laws([0, 1, 0, 0, 1, 1])]
    expect(other.slice(0, 6)).toEqual(one.slice(0, 6))
    expect(other[6]).not.toBeCloseTo(one[6]!, 3)
  })

  it('scores the same through the kernel, which leaves it to the reference', async () => {
    const prepared = await prepareNetwork(config({}), csv)
    const compiled = compileModel(prepared.model, randomRecurrent(prepared))
    const { data, engine } = prepared.problem
    const [one, two] = [
      await scoreModel(compiled, data, engine),
      await scoreModel(compiled, data, kernelEngine()),
    ]
    expect(two.logLikelihood).toBe(one.logLikelihood)
  })

  it('draws sequences as often as it says, a step seeing the one drawn before', async () => {
    const prepared = await prepareNetwork(config({ inputs: ['previous'] }), csv)
    const parameters = randomRecurrent(prepared, 3)
    const compiled = compileModel(prepared.model, parameters)
    const { plan, data } = { plan: prepared.prepared.plan, data: prepared.problem.data }
    const draws = 4000
    const empty = emptyData(plan, new Array(draws).fill(3))
    const drawn = simulateGiven(compiled, empty, createRandom(1))
    expect(simulateGiven(compiled, empty, createRandom(1)).states).toEqual(drawn.states)
    const group = drawn.data.groups[0]!
    if (group.kind !== 'numbers') throw new Error('expected numbers')
    const seen = new Map<string, number>()
    for (let s = 0; s < draws; s++) {
      const key = group.values.subarray(6 * s, 6 * s + 6).join('')
      seen.set(key, (seen.get(key) ?? 0) + 1)
    }
    let squares = 0
    for (const cells of bits(6)) {
      const expected =
        draws * Math.exp(logLikelihood(prepared, parameters, withCells(data, [...cells, 1, 0, 0, 1])))
      squares += ((seen.get(cells.join('')) ?? 0) - expected) ** 2 / expected
    }
    // χ² with 63 degrees of freedom: more than 120 once in 50,000 seeds.
    expect(squares).toBeLessThan(120)
  })

  it('says where a cell is empty that it would see', async () => {
    const gap = csv.replace('1,-1,1,1', '1,-1,,1')
    await expect(prepareNetwork(config({}), gap)).rejects.toMatchObject({
      message: 'column "a": the cell is empty, but a network sees it',
      where: 'rows.csv, line 3',
    })
    const blind = await prepareNetwork(config({ inputs: ['w'] }, [{ ...network, inputs: ['w'] }]), gap)
    expect(() => validateData(blind.model, blind.problem.data)).not.toThrow()
  })

  it('cuts a series at the block that cross-validation holds out', { timeout: 30_000 }, async () => {
    const rows = Array.from({ length: 40 }, (_, t) => `1,0,${t % 2},${(t >> 1) % 2}`)
    const input = {
      ...config({}),
      selection: { folds: 2, blocks: 4, by: 'block' },
      training: { epochs: 2, validation: 0 },
    } as TestConfig
    const prepared = await prepareNetwork(input, `id,w,a,b\n${rows.join('\n')}\n`, await openTf('javascript'))
    const { engine, trainer } = prepared.problem
    const { data, experts, gate } = prepared.prepared
    const problem = { config: prepared.config, data, experts, gate, engine, trainer }
    const { table, by } = await crossValidateToEnd(problem, { states: [1, 2] })
    expect(by).toBe('block')
    expect(table.every(({ mean }) => Number.isFinite(mean) && mean < 0)).toBe(true)
  })
})
