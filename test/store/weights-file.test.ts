import { describe, expect, it } from 'vitest'
import { ModelFileError } from '../../src/errors.js'
import type { NeuralExpert } from '../../src/model/experts/neural.js'
import { createRandom } from '../../src/random.js'
import { packWeights, unpackWeights, type WeightsFile } from '../../src/store/weights-file.js'
import { prepareNetwork, tagged } from '../neural/helpers.js'

async function weighted() {
  const expert = (columns: string, output: string) =>
    ({ family: 'neural', output, columns, inputs: ['a', { symbols: 'word' }], units: [4, 3] }) as never
  const { model } = await prepareNetwork(
    {
      data: { sequence: 'id', x: ['a', 'word'], y: ['tag', 'size'] },
      model: {
        target: 'y',
        gate: 'markov',
        states: 2,
        experts: [expert('tag', 'categorical'), expert('size', 'gaussian')],
      },
    },
    tagged(3, 5),
  )
  const experts = (model.experts as readonly NeuralExpert[]).map((each, e) =>
    each.initialise(createRandom(e)),
  )
  return { model, parameters: { gate: model.gate.initialise(), experts } }
}

describe('the weights of networks', () => {
  it('are the same bits after saving and loading', async () => {
    const { model, parameters } = await weighted()
    const packed = packWeights(model, parameters)!
    const read = unpackWeights(model, packed, packed.bytes, 'model.json')
    expect([read.get(0), read.get(1)]).toEqual(parameters.experts)
  })

  it.each([
    ['a bit is another', ({ bytes }: WeightsFile) => bytes.map((byte, i) => (i === 9 ? byte ^ 4 : byte))],
    ['the end is missing', ({ bytes }: WeightsFile) => bytes.slice(0, -4)],
    ['something is appended', ({ bytes }: WeightsFile) => Uint8Array.from([...bytes, 0])],
    ['all is missing', () => new Uint8Array(0)],
  ])('are refused where %s', async (_, damage) => {
    const { model, parameters } = await weighted()
    const packed = packWeights(model, parameters)!
    expect(() => unpackWeights(model, packed, damage(packed), 'model.json')).toThrow(ModelFileError)
  })

  it('of another network are refused, though their hash is right', async () => {
    const { model, parameters } = await weighted()
    const first = { ...model, experts: model.experts.slice(0, 1) }
    const packed = packWeights(first, parameters)!
    expect(() => unpackWeights(model, packed, packed.bytes, 'model.json')).toThrow(
      /expected \d+ bytes, got \d+/,
    )
  })

  it('that are no numbers are refused, though their hash is right', async () => {
    const { model, parameters } = await weighted()
    parameters.experts[0]!.outputBias!.values[0] = Number.NaN
    const packed = packWeights(model, parameters)!
    expect(() => unpackWeights(model, packed, packed.bytes, 'model.json')).toThrow(/is NaN/)
  })
})
