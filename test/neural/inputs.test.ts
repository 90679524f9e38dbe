import { describe, expect, it } from 'vitest'
import type { ModelConfig } from '../../src/config/schema.js'
import { encode } from '../../src/encode/index.js'
import { readSymbol } from '../../src/encode/read-symbol.js'
import { compileModel } from '../../src/model/compile.js'
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

/** A model trained on some sentences, and the same for other data: the plan is that of the training data. */
async function appliedTo(inputs: readonly unknown[], csv: string, keys: object = { context: [-1, 1] }) {
  const trained = await prepareNetwork(tagger(inputs, keys), sentences(6, 6))
  const other = await prepareNetwork(tagger(inputs, keys), csv)
  const { encoded, warnings } = encode(other.prepared.data, trained.problem.plan)
  const { trainables, values } = someValues(trained)
  const compiled = compileModel(trained.model, parametersAt(trainables, values, 1))
  const steps = encoded.offsets.at(-1)!
  const probabilities = compiled.experts[0]!.given!.expected(encoded.groups[0]!, 0, steps)
  return { trained, encoded, warnings, row: (t: number) => rowOf(probabilities, t, steps) }
}

const rowOf = (all: Float64Array, t: number, steps: number) => {
  const width = all.length / steps
  return Array.from(all.subarray(t * width, (t + 1) * width))
}

const oneSentence = (...tokens: string[]) =>
  `id,a,word,tag\n${tokens.map((word) => `0,0.5,${word},N`).join('\n')}\n`

describe('words that training never saw', () => {
  const symbols = [{ symbols: 'word', embedding: 3 }]

  it('share one vector, and nobody is warned of it', async () => {
    const one = await appliedTo(symbols, oneSentence('cat', 'zebra', 'mat'))
    const two = await appliedTo(symbols, oneSentence('cat', 'Quokka', 'mat'))
    expect(two.row(1)).toEqual(one.row(1))
    expect(one.warnings).toEqual([])
  })

  it('take the vector that words seen once have trained', async () => {
    const once = tagger(symbols)
    const { prepared } = await prepareNetwork(once, sentences(6, 6, 1, ['hapax']))
    const plan = prepared.plan.groups[0]!.inputs![0]!
    if (plan.kind !== 'symbols') throw new Error('words are symbols')
    expect(plan.symbols).not.toContain('hapax')
    expect(plan.counts.every((count) => count >= 2)).toBe(true)
    const group = prepared.encoded.groups[0]!.inputs![0]!
    if (group.kind !== 'symbols') throw new Error('words are symbols')
    expect(group.codes[0]).toBe(plan.symbols.length)
  })

  it('differ where they are read letter by letter', async () => {
    const letters = [{ characters: 'word', embedding: 2, width: 2, units: 8 }]
    const one = await appliedTo(letters, oneSentence('cat', 'cast', 'mat'))
    const two = await appliedTo(letters, oneSentence('cat', 'tan', 'mat'))
    expect(two.row(1)).not.toEqual(one.row(1))
  })

  it('are trained on where symbols are dropped: the vector of unknown ones gets a gradient, the same for the same seed', async () => {
    const tf = await openTf('javascript')
    const prepared = await prepareNetwork(
      tagger([{ symbols: 'word', embedding: 3, drop: 10 }]),
      sentences(6, 6),
    )
    const { problem } = prepared
    const { trainables, values } = someValues(prepared)
    const table = trainables.findIndex(({ name }) => name === 'vectors1')
    const unknown = trainables[table]!.layout.shape[0]! - 1
    const ask = (seed: number | null) =>
      batchGradient({ tf, ...problem, trainables }, values, [0, 1, 2, 3], seed)
    expect(ask(null).rows[table]).not.toContain(unknown)
    expect(ask(1).rows[table]).toContain(unknown)
    expect(ask(1)).toEqual(ask(1))
  })
})

describe('a window of words under an independent gate', () => {
  it.each([
    ['vectors', { symbols: 'word', embedding: 3 }],
    ['letters', { characters: 'word', embedding: 2, width: 2, units: 8 }],
  ])('decides what a word says of a tag, with %s', async (_, input) => {
    const text = ['cat', 'sat', 'on', 'a', 'mat', 'The', '12']
    const before = await appliedTo([input], oneSentence(...text))
    const after = await appliedTo(
      [input],
      oneSentence(...text.map((word, t) => (t === 5 ? 'sitting' : word))),
    )
    for (const t of [0, 1, 2, 3]) expect(after.row(t)).toEqual(before.row(t))
    for (const t of [4, 5, 6]) expect(after.row(t)).not.toEqual(before.row(t))
  })
})

describe('readings of a word', () => {
  it.each([
    ['Mainz', { part: 'suffix', length: 3 }, 'inz'],
    ['Mainz', { part: 'prefix', length: 2, lowerCase: true }, 'ma'],
    ['ab', { part: 'suffix', length: 3 }, 'ab'],
    ['😀a', { part: 'suffix', length: 2 }, '😀a'],
    ['The', { part: 'shape' }, 'Xxx'],
    ['1984', { part: 'shape' }, 'dd'],
    ['McDonald’s', { part: 'shape' }, 'XxXxx’x'],
    ['---', { part: 'shape' }, '--'],
    ['東京', { part: 'shape' }, 'cc'],
  ] as const)('%s with %o is %s', (word, reading, symbol) => {
    expect(readSymbol(word, reading)).toBe(symbol)
  })
})

it('columns that are wanted as numbers and as letters are refused', async () => {
  const both = tagger(['a', { characters: 'a' }])
  await expect(prepareNetwork(both, sentences(2, 3))).rejects.toThrow(
    'the column "a" is wanted as numbers by one part of the model, and as symbols or letters by another',
  )
})

it('letters of a column that the file lacks are an error with its name', async () => {
  await expect(prepareNetwork(tagger([{ characters: 'wrod' }]), sentences(2, 3))).rejects.toThrow('wrod')
})
