import { describe, expect, it } from 'vitest'
import type { ModelConfig } from '../../src/config/schema.js'
import { gradientError } from './gradient-error.js'
import { type DeviceName, openTf, prepareNetwork, tagged } from './helpers.js'

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
        const { relative, found, expected } = gradientError(prepared, tf)
        expect(found).toBeCloseTo(expected, 3)
        expect(relative).toBeLessThan(1e-5)
      },
    )
  })
})
