import { describe, expect, it } from 'vitest'
import type { ModelConfig } from '../../src/config/schema.js'
import type { NeuralExpert } from '../../src/model/experts/neural.js'
import { batchGradient } from '../../src/neural/batch-gradient.js'
import { parametersAt, trainablesOf, valuesOf } from '../../src/neural/trainables.js'
import { createRandom } from '../../src/random.js'
import {
  type DeviceName,
  openTf,
  type PreparedNetwork,
  prepareNetwork,
  totalLogLikelihood,
} from './helpers.js'

const devices: DeviceName[] = ['javascript', 'wasm']

const vectors = {
  symbols: { symbols: 'word', embedding: 3 },
  'symbols in lower case': { symbols: 'word', embedding: 2, lowerCase: true },
  'suffixes, one input for each': { symbols: 'word', part: 'suffix', length: 2 },
  suffixes: { symbols: 'word', part: 'suffix', length: 2, embedding: 2 },
  prefixes: { symbols: 'word', part: 'prefix', length: 1, embedding: 2 },
  shapes: { symbols: 'word', part: 'shape', embedding: 2 },
  letters: { characters: 'word', embedding: 2, width: 2, units: 4 },
  'filters longer than most words': { characters: 'word', embedding: 2, width: 7, units: 3 },
} as const

const together = [
  'a',
  { symbols: 'word', embedding: 3 },
  { characters: 'word', embedding: 2, width: 2, units: 3 },
]

const words = ['The', 'cat', 'sat', 'on', 'a', 'mat', 'Mat', '12', '1984', 'sitting', 'USA', 'on-line']

/** Words with a number beside and a tag that depends on the end of the word and of the next one. */
function sentences(count: number, length: number, seed = 1, extra: readonly string[] = []): string {
  const random = createRandom(seed, 'sentences')
  const rows = ['id,a,word,tag']
  for (let s = 0; s < count; s++) {
    const sentence = Array.from({ length: length + (s % 2) }, () => words[random.integer(words.length)]!)
    if (s < extra.length) sentence[0] = extra[s]!
    for (const [t, word] of sentence.entries()) {
      const odd = (word.at(-1)!.charCodeAt(0) + (sentence[t + 1]?.charCodeAt(0) ?? 0)) % 3
      rows.push([s, random.normal().toFixed(3), word, ['N', 'V', 'D'][odd]].join(','))
    }
  }
  return `${rows.join('\n')}\n`
}

const tagger = (inputs: readonly unknown[], keys: object = {}) => ({
  data: { sequence: 'id', x: ['a', 'word'], y: ['tag'] },
  model: {
    target: 'y',
    gate: 'independent',
    states: 2,
    experts: [
      { family: 'neural', output: 'categorical', columns: 'tag', inputs, units: [4], embedding: 2, ...keys },
    ],
  } as unknown as ModelConfig,
})

/** Weights away from where training starts. */
function someValues({ model }: PreparedNetwork) {
  const trainables = trainablesOf(model, [0])
  const experts = (model.experts as readonly NeuralExpert[]).map((e) => e.initialise(createRandom(3)))
  const values = valuesOf(trainables, { gate: model.gate.initialise(), experts })
  const random = createRandom(5)
  for (const block of values) for (let i = 0; i < block.length; i++) block[i]! += 0.3 * random.normal()
  return { trainables, values }
}

function difference(f: () => number, block: Float64Array, i: number, h = 1e-5): number {
  const value = block[i]!
  block[i] = value + h
  const above = f()
  block[i] = value - h
  const below = f()
  block[i] = value
  return (above - below) / (2 * h)
}

describe.each(devices)('on %s', (device) => {
  it.each([
    ...Object.entries(vectors).map(([name, input]) => [name, [input]] as const),
    ['numbers, symbols and letters', together] as const,
  ])(
    'the gradient through %s is that of finite differences, and the plain forward pass agrees',
    async (_, inputs) => {
      const tf = await openTf(device)
      const prepared = await prepareNetwork(tagger(inputs, { context: [-1, 1] }), sentences(4, 5), tf)
      const { problem } = prepared
      const { trainables, values } = someValues(prepared)
      const all = problem.data.sequenceIds.map((_, s) => s)
      const found = batchGradient({ tf, ...problem, trainables }, values, all, null)
      const exact = values.map((block) => Float64Array.from(block))
      const f = () => totalLogLikelihood(prepared, parametersAt(trainables, exact, 1))
      const steps = problem.data.offsets.at(-1)!
      expect(Math.abs(found.logLikelihood - f()) / steps).toBeLessThan(1e-5)

      let error = 0
      let size = 0
      for (const [b, block] of exact.entries()) {
        const gradient = whole(found.gradients[b]!, found.rows[b]!, block.length)
        for (let i = 0; i < block.length; i++) {
          const expected = difference(f, block, i)
          error += (expected - gradient[i]!) ** 2
          size += expected ** 2
        }
      }
      expect(Math.sqrt(error / size)).toBeLessThan(1e-5)
    },
  )
})

/** The gradient of a whole table from that of some rows. */
function whole(values: Float32Array, rows: Int32Array | null, length: number): Float32Array {
  if (rows === null) return values
  const width = values.length / rows.length
  const all = new Float32Array(length)
  for (const [r, row] of rows.entries()) all.set(values.subarray(r * width, (r + 1) * width), row * width)
  return all
}
