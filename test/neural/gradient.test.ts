import { describe, expect, it } from 'vitest'
import type { ModelConfig } from '../../src/config/schema.js'
import { batchGradient } from '../../src/neural/batch-gradient.js'
import { parametersAt, trainablesOf, valuesOf } from '../../src/neural/trainables.js'
import { createRandom } from '../../src/random.js'
import { type DeviceName, openTf, prepareNetwork, tagged, totalLogLikelihood } from './helpers.js'

const gates = ['markov', 'static', 'independent', 'recurrent'] as const
const recurrence = { inputs: ['a', { symbols: 'word' }], units: 3, context: [0, 1] }
const devices: DeviceName[] = ['javascript', 'wasm']
const inputs = ['a', 'b', { symbols: 'word' }]

const experts = {
  categorical: {
    family: 'neural',
    output: 'categorical',
    columns: 'tag',
    inputs,
    units: [5],
    context: [-1, 1],
  },
  'categorical, two hidden layers': {
    family: 'neural',
    output: 'categorical',
    columns: 'tag',
    inputs,
    units: [4, 3],
  },
  'categorical, no hidden layer': {
    family: 'neural',
    output: 'categorical',
    columns: 'tag',
    inputs,
    units: [],
  },
  bernoulli: { family: 'neural', output: 'bernoulli', columns: 'flag', inputs, units: [4], context: [0, 1] },
  gaussian: { family: 'neural', output: 'gaussian', columns: 'size', inputs, units: [4, 4], embedding: 3 },
} as const

/** Values of float64, so that a difference of h has its full precision. */
function differences(f: () => number, block: Float64Array, h = 1e-5): Float64Array {
  return block.map((value, i) => {
    block[i] = value + h
    const above = f()
    block[i] = value - h
    const below = f()
    block[i] = value
    return (above - below) / (2 * h)
  })
}

describe.each(devices)('on %s', (device) => {
  describe.each(gates)('under the gate %s', (gate) => {
    it.each(Object.entries(experts))(
      'the gradient of %s is that of finite differences',
      async (_, expert) => {
        const tf = await openTf(device)
        const own = gate === 'recurrent' ? { recurrence } : {}
        const model = { target: 'y', gate, states: 3, experts: [expert], ...own } as unknown as ModelConfig
        const data = { sequence: 'id', x: ['a', 'b', 'word'], y: [expert.columns] }
        const prepared = await prepareNetwork({ data, model }, tagged(3, 4, 7, true), tf)
        const { problem } = prepared
        const trainables = trainablesOf(problem.model, [0])
        const start = prepared.model.experts.map((each) =>
          (each as never as Initial).initialise(createRandom(3)),
        )
        const values = valuesOf(trainables, {
          gate: problem.model.gate.initialise(createRandom(4)),
          experts: start,
        })
        // Away from symmetric points, where a wrong gradient may be right by chance.
        const random = createRandom(5)
        for (const block of values) for (let i = 0; i < block.length; i++) block[i]! += 0.3 * random.normal()

        const all = problem.data.sequenceIds.map((_, s) => s)
        const found = batchGradient({ tf, ...problem, trainables }, values, all, null)
        const exact = values.map((block) => Float64Array.from(block))
        const f = () => totalLogLikelihood(prepared, parametersAt(trainables, exact, 1))
        expect(found.logLikelihood).toBeCloseTo(f(), 3)

        let error = 0
        let size = 0
        for (const [i, block] of exact.entries()) {
          const expected = differences(f, block)
          for (const [j, g] of expected.entries()) {
            error += (g - found.gradients[i]![j]!) ** 2
            size += g * g
          }
        }
        expect(Math.sqrt(error / size)).toBeLessThan(1e-5)
      },
    )
  })
})

interface Initial {
  initialise(random: ReturnType<typeof createRandom>): never
}
