import { describe, expect, it } from 'vitest'
import { takeSequences } from '../../src/encode/index.js'
import { compileModel } from '../../src/model/compile.js'
import { defaultBatchSize } from '../../src/neural/batch-size.js'
import { holdOut } from '../../src/neural/hold-out.js'
import { learningRateAt } from '../../src/neural/learning-rate.js'
import { createRandom } from '../../src/random.js'
import { exactLogLikelihood } from '../../src/training/exact-log-likelihood.js'
import { fitToEnd } from '../../src/training/fit.js'
import type { TestConfig } from '../fit.js'
import { openTf, prepareNetwork, tagged, totalLogLikelihood } from './helpers.js'

const config = (training: object, gate = 'markov', expert: object = {}): TestConfig =>
  ({
    data: { sequence: 'id', x: ['a', 'b'], y: ['tag'] },
    model: {
      target: 'y',
      gate,
      states: 2,
      experts: [
        {
          family: 'neural',
          output: 'categorical',
          columns: 'tag',
          inputs: ['a', 'b'],
          units: [8],
          ...expert,
        },
      ],
    },
    training: { restarts: 1, epochs: 12, batchSize: 4, ...training },
  }) as TestConfig

async function train(
  input: TestConfig,
  device: 'javascript' | 'wasm' = 'wasm',
  csv = tagged(24, 12, 3, true),
) {
  const prepared = await prepareNetwork(input, csv, await openTf(device))
  const result = await fitToEnd(prepared.problem, prepared.config.training)
  return { prepared, result }
}

describe.each(['javascript', 'wasm'] as const)('on %s', (device) => {
  it.each(['static', 'independent', 'markov'])(
    'the same seed gives the same bits under the gate %s, another seed others',
    async (gate) => {
      const input = (seed: number) => config({ seed, epochs: 3 }, gate, { dropout: 0.3, weightDecay: 0.1 })
      const [one, two, other] = [
        await train(input(1), device),
        await train(input(1), device),
        await train(input(2), device),
      ]
      expect(two.result.parameters).toEqual(one.result.parameters)
      expect(two.result.trace).toEqual(one.result.trace)
      expect(other.result.trace).not.toEqual(one.result.trace)
    },
  )
})

it('javascript and wasm learn the same network but for rounding', async () => {
  const [plain, wasm] = [
    await train(config({ epochs: 3 }), 'javascript'),
    await train(config({ epochs: 3 }), 'wasm'),
  ]
  expect(wasm.result.logLikelihood).toBeCloseTo(plain.result.logLikelihood, 2)
})

it('a second layer lets a state turn the effect of an input round: tags are told far better than by their shares', async () => {
  const { prepared, result } = await train(
    config({ epochs: 60, learningRate: 0.03, patience: 60, batchSize: 8 }, 'markov', { units: [8, 8] }),
    'wasm',
    tagged(60, 20, 3, true),
  )
  const plan = prepared.prepared.plan.groups[0]!
  const total = plan.counts.reduce((a, b) => a + b, 0)
  const shares = plan.counts.reduce((sum, n) => sum + n * Math.log(n / total), 0)
  expect(result.logLikelihood).toBeGreaterThan(0.8 * shares)
})

it.each([
  [1, 1],
  [40, 1],
  [64, 2],
  [10_000, 16],
])('of %i sequences, %i make a training step where the config does not say', (sequences, size) => {
  expect(defaultBatchSize(sequences)).toBe(size)
})

it('few sequences are taken one at a time', async () => {
  const input = config({ epochs: 2, validation: 0, batchSize: undefined })
  const { problem, config: parsed } = await prepareNetwork(input, tagged(5, 4), await openTf('wasm'))
  let steps = 0
  for await (const { step } of problem.trainer!(problem, parsed.training, 0, null)) steps = step.step
  expect(steps).toBe(10)
})

it('the log-likelihood of the result is that of its parameters', async () => {
  const { prepared, result } = await train(config({}))
  expect(result.logLikelihood).toBeCloseTo(totalLogLikelihood(prepared, result.parameters), 9)
})

it('keeps the weights with the best score on the sequences kept aside, and stops when none comes for long', async () => {
  // So high a rate soon overfits or fails: later epochs are worse.
  const options = { epochs: 60, learningRate: 0.3, patience: 3, validation: 0.25 }
  const { prepared, result } = await train(config(options, 'markov', { units: [32] }))
  expect(result.objective).toBe(Math.max(...result.trace))
  expect(result.trace.length).toBe(result.trace.indexOf(result.objective) + 1 + 3)
  const { problem, config: own } = prepared
  const random = createRandom(own.training.seed, 'restart', 0).split('validation')
  const { validation } = holdOut(24, 0.25, random)
  expect(validation).toHaveLength(6)
  const aside = takeSequences(problem.data, validation)
  expect(
    exactLogLikelihood(compileModel(problem.model, result.parameters), aside, problem.engine),
  ).toBeCloseTo(result.objective, 9)
})

it('without sequences kept aside it trains to the end and keeps the last weights', async () => {
  const { result } = await train(config({ validation: 0, epochs: 5 }))
  expect(result.trace).toHaveLength(5)
  expect(result.objective).toBe(result.logLikelihood)
})

it('a loss that stops being finite is an error that says what to do', async () => {
  await expect(train(config({ learningRate: 1e38 }))).rejects.toThrow(
    /stopped being finite at training step \d+ \(epoch \d+\)/,
  )
})

it('known states are clamped in training', async () => {
  const csv = tagged(12, 10)
    .replace(/^(id,.*)$/m, '$1,state')
    .replace(/^(\d.*),(up|down|flat)(,.*)$/gm, '$1,$2$3,$2')
  const input = config({ epochs: 30, learningRate: 0.03 })
  const { prepared, result } = await train(
    { ...input, data: { ...input.data, z: 'state' }, model: { ...input.model, states: 3 } } as TestConfig,
    'wasm',
    csv,
  )
  expect(prepared.model.stateNames).toEqual(['down', 'flat', 'up'])
  // Each state is a tag: the network gives its own tag nearly all probability.
  const { given } = compileModel(prepared.model, result.parameters).experts[0]!
  const expected = given!.expected(prepared.problem.data.groups[0]!, 0, 10)
  for (const k of [0, 1, 2]) expect(expected[k * 3 + k]).toBeGreaterThan(0.8)
})

describe('the learning rate', () => {
  const rates = Array.from({ length: 200 }, (_, step) => learningRateAt(step, 200, 0.01))

  it('rises to its height in the first twentieth and falls to near 0 at the end', () => {
    expect(rates.indexOf(Math.max(...rates))).toBe(9)
    expect(Math.max(...rates)).toBe(0.01)
    expect(rates[0]).toBeCloseTo(0.001, 12)
    expect(rates[199]!).toBeLessThan(1e-5)
  })

  it('never rises again', () => {
    for (let step = 11; step < 200; step++) expect(rates[step]!).toBeLessThan(rates[step - 1]!)
  })
})
