import { expect, it } from 'vitest'
import type { ModelConfig } from '../../src/config/schema.js'
import { batchGradient, batchGradientLater } from '../../src/neural/batch-gradient.js'
import { networkTrainer } from '../../src/neural/train.js'
import { trainablesOf, valuesOf } from '../../src/neural/trainables.js'
import { createRandom } from '../../src/random.js'
import { openDevice } from '../../src/tensor/open-device.js'
import { fitToEnd } from '../../src/training/fit.js'
import type { TestConfig } from '../fit.js'
import { titled } from '../tensor/extras.js'
import { withoutWebgpu } from '../tensor/swiftshader.js'
import { openTf, prepareNetwork, tagged } from './helpers.js'

const expert = {
  family: 'neural',
  output: 'categorical',
  columns: 'tag',
  inputs: ['a', { symbols: 'word', embedding: 3 }],
  units: [5, 4],
}
const configOf = (gate: string, more: object = {}): TestConfig =>
  ({
    data: { sequence: 'id', x: ['a', 'b', 'word'], y: ['tag'] },
    model: { target: 'y', gate, states: 3, experts: [{ ...expert, ...more }] },
    training: { restarts: 1, epochs: 3, batchSize: 4 },
  }) as TestConfig

it.each(['static', 'independent', 'markov'] as const)(
  'two passes give the gradient of one, under the gate %s, with units left out',
  async (gate) => {
    const tf = await openTf('javascript')
    const { problem } = await prepareNetwork(configOf(gate, { dropout: 0.3 }), tagged(5, 6, 2, true))
    const trainables = trainablesOf(problem.model, [0])
    const experts = problem.model.experts as unknown as { initialise(random: object): ModelConfig }[]
    const values = valuesOf(trainables, {
      gate: problem.model.gate.initialise(createRandom(4)),
      experts: experts.map((each) => each.initialise(createRandom(3))) as never,
    })
    const context = { tf, ...problem, trainables }
    const one = batchGradient(context, values, [0, 2, 3], 17)
    const two = await batchGradientLater(context, values, [0, 2, 3], 17)
    expect(two.logLikelihood).toBeCloseTo(one.logLikelihood, 4)
    expect(two.rows).toEqual(one.rows)
    for (const [i, block] of one.gradients.entries()) {
      expect(block.some((g) => g !== 0)).toBe(true)
      for (const [j, g] of block.entries()) expect(two.gradients[i]![j]).toBeCloseTo(g, 5)
    }
    const { numTensors } = tf.memory()
    await batchGradientLater(context, values, [0, 2, 3], 17)
    expect(tf.memory().numTensors).toBe(numTensors)
  },
)

const absent = withoutWebgpu()

it.skipIf(absent !== null)(titled('a network learns on webgpu what it learns on wasm', absent), async () => {
  const csv = tagged(12, 10, 3, true)
  const onWasm = await prepareNetwork(configOf('markov'), csv, await openTf('wasm'))
  const expected = await fitToEnd(onWasm.problem, onWasm.config.training)
  const device = await openDevice('webgpu')
  const { problem, config } = await prepareNetwork(configOf('markov'), csv)
  const found = await fitToEnd(
    { ...problem, trainer: networkTrainer(device.tf, device.synchronous) },
    config.training,
  )
  device.close()
  expect(found.trace.length).toBe(expected.trace.length)
  const steps = onWasm.problem.data.offsets.at(-1)!
  expect(Math.abs(found.logLikelihood - expected.logLikelihood) / steps).toBeLessThan(1e-4)
})
