import { describe, expect, it } from 'vitest'
import { predictTargets, simulateGiven } from '../../src/evaluation/index.js'
import { compileModel } from '../../src/model/compile.js'
import type { NeuralExpert } from '../../src/model/experts/neural.js'
import { startParameters } from '../../src/neural/start-parameters.js'
import { createRandom } from '../../src/random.js'
import type { TestConfig } from '../fit.js'
import { gradientError } from './gradient-error.js'
import { type DeviceName, openTf, prepareNetwork, tagged } from './helpers.js'
import { logLikelihood, randomRecurrent, withCells } from './recurrent-helpers.js'

const devices: DeviceName[] = ['javascript', 'wasm']

/** Experts that see the state of a recurrent gate, or nothing. */
const networks = {
  'a hidden layer over the state of the gate': { inputs: ['gate'], units: [3] },
  'two over it and other inputs': { inputs: ['a', 'gate'], units: [3, 2] },
  'one over it and vectors of symbols': {
    inputs: ['gate', { symbols: 'word', embedding: 2, drop: 0 }],
    units: [3],
  },
  templates: { inputs: [], units: [] },
  'templates with shared slopes': { inputs: ['gate'], units: [] },
  'templates with a shift of rank 2': { inputs: ['gate'], units: [], rank: 2 },
} as const

const outputs = [
  ['bernoulli', 'flag', Object.values(networks)],
  ['categorical', 'tag', [networks.templates, networks['templates with a shift of rank 2']]],
  ['gaussian', 'size', [networks.templates, networks['templates with a shift of rank 2']]],
] as const

const cases = outputs.flatMap(([output, columns, several]) =>
  several.map((network) => {
    const name = Object.entries(networks).find(([, each]) => each === network)![0]
    return [`${output}, ${name}`, { family: 'neural', output, columns, ...network }] as const
  }),
)

describe.each(devices)('on %s', (device) => {
  it.each(cases)('the gradient of %s is that of finite differences', async (_, expert) => {
    const tf = await openTf(device)
    const config = {
      data: { sequence: 'id', x: ['a', 'b', 'word'], y: [expert.columns] },
      model: {
        target: 'y',
        gate: 'recurrent',
        states: 3,
        recurrence: { inputs: ['b'], units: 3 },
        experts: [expert],
      },
    } as unknown as TestConfig
    const prepared = await prepareNetwork(config, tagged(3, 4, 7, true), tf)
    const { relative, found, expected } = gradientError(prepared, tf)
    expect(found).toBeCloseTo(expected, 3)
    expect(relative).toBeLessThan(1e-5)
  })
})

const chords = 'id,a,b\n1,0,1\n1,1,1\n1,0,0\n2,1,0\n2,0,1\n'
const shifted = (rank: number) =>
  ({
    data: { sequence: 'id', x: ['a', 'b'] },
    model: {
      gate: 'recurrent',
      states: 2,
      recurrence: { inputs: ['previous'], units: 2 },
      experts: [{ family: 'neural', output: 'bernoulli', inputs: ['gate'], units: [], rank }],
    },
  }) as TestConfig

describe('templates that the state of the gate shifts', () => {
  it('are b_k + Σ_r (s U)_r R_rk, and a density', async () => {
    const prepared = await prepareNetwork(shifted(2), chords)
    const parameters = randomRecurrent(prepared, 4)
    const { data } = prepared.problem
    const compiled = compileModel(prepared.model, parameters)
    const memory = compiled.memoryOf(data, 0)!
    const { templates, project, shifts } = parameters.experts[0]!
    const { inputs } = compiled.toInferenceInputs(data, 0)
    for (const t of [0, 1, 2]) {
      const s = memory.subarray(2 * t, 2 * t + 2)
      const low = [0, 1].map((r) => s[0]! * project!.values[r]! + s[1]! * project!.values[2 + r]!)
      for (const k of [0, 1]) {
        let log = 0
        for (const d of [0, 1]) {
          const o =
            templates!.values[2 * k + d]! +
            low[0]! * shifts!.values[2 * k + d]! +
            low[1]! * shifts!.values[4 + 2 * k + d]!
          const x = [0, 1, 1, 1, 0, 0][2 * t + d]!
          log += x * o - Math.log(1 + Math.exp(o))
        }
        expect(inputs.logLikelihood[2 * t + k]).toBeCloseTo(log, 12)
      }
    }
    let total = 0
    for (let i = 0; i < 64; i++) {
      const cells = Array.from({ length: 6 }, (_, d) => (i >> d) & 1)
      total += Math.exp(logLikelihood(prepared, parameters, withCells(data, [...cells, 1, 0, 0, 1])))
    }
    expect(total).toBeCloseTo(1, 12)
  })

  it('predict before they see, and draw with the state that they predict with', async () => {
    const prepared = await prepareNetwork(shifted(1), chords)
    const compiled = compileModel(prepared.model, randomRecurrent(prepared, 4))
    const { data, engine } = prepared.problem
    const means = (cells: number[]) => {
      const [found] = predictTargets(compiled, withCells(data, [...cells, 1, 0, 0, 1]), engine, 'x')!
      return found!.kind === 'numbers' ? [...found!.means.subarray(0, 6)] : []
    }
    const [one, other] = [means([0, 1, 1, 1, 0, 0]), means([0, 1, 0, 0, 1, 1])]
    expect(other.slice(0, 4)).toEqual(one.slice(0, 4))
    expect(other[4]).not.toBeCloseTo(one[4]!, 3)

    const draws = Array.from({ length: 2000 }, (_, i) => simulateGiven(compiled, data, createRandom(i)).data)
    const first = draws.map(({ groups: [group] }) =>
      group!.kind === 'numbers' ? group!.values[0]! : Number.NaN,
    )
    const share = first.reduce((a, b) => a + b, 0) / draws.length
    expect(Math.abs(share - one[0]!)).toBeLessThan(4.5 * Math.sqrt(0.25 / draws.length))
  })
})

describe('templates where training begins', () => {
  it('are the laws of the clusters of the training steps, and α their sizes', async () => {
    const rows = ['id,a,b', '1,1,0', '1,1,0', '1,1,0', '1,0,1', '2,0,1', '2,1,0', '3,1,1', '3,1,1']
    const config = shifted(1)
    const prepared = await prepareNetwork(
      {
        ...config,
        model: { ...config.model, experts: [{ ...config.model.experts[0]!, inputs: [], rank: undefined }] },
      } as TestConfig,
      `${rows.join('\n')}\n`,
    )
    const { gate, experts } = startParameters(prepared.problem, [0, 1], 'kmeans', createRandom(1))
    const { templates } = experts[0]!
    const network = prepared.model.experts[0] as NeuralExpert
    // (1, 0) four times and (0, 1) twice, drawn by two observations towards 6 + ½ ones of 8 + 1, and 4 + ½.
    const logit = (p: number) => Math.log(p / (1 - p))
    const [a, b] = [6.5 / 9, 4.5 / 9]
    const large = [(4 + 2 * a) / 6, (2 * b) / 6].map(logit)
    const small = [(2 * a) / 4, (2 + 2 * b) / 4].map(logit)
    const first = templates!.values[0]! > templates!.values[2]! ? 0 : 1
    const row = (k: number) => [...templates!.values.subarray(2 * k, 2 * k + 2)]
    for (const d of [0, 1]) {
      expect(row(first)[d]).toBeCloseTo(large[d]!, 6)
      expect(row(1 - first)[d]).toBeCloseTo(small[d]!, 6)
    }
    expect(gate.weights!.values[first]).toBeCloseTo(5 / 8, 12)
    expect(network.describe(experts[0]!).title).toBe(
      'neural (bernoulli): a, b; a template of each state, 4 weights:',
    )
  })
})
