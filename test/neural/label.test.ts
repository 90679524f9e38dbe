import { describe, expect, it } from 'vitest'
import { hideSteps, type SymbolGroup } from '../../src/encode/index.js'
import { predictTargets } from '../../src/evaluation/index.js'
import { compileModel } from '../../src/model/compile.js'
import type { ModelParameters } from '../../src/model/model.js'
import { batchGradient } from '../../src/neural/batch-gradient.js'
import { parametersAt, trainablesOf, valuesOf } from '../../src/neural/trainables.js'
import { createRandom } from '../../src/random.js'
import { fitToEnd } from '../../src/training/fit.js'
import { oracle } from '../inference/oracle.js'
import { openTf, prepareNetwork, tagged, totalLogLikelihood } from './helpers.js'

const config = (normalise: string, training: object = {}) =>
  ({
    data: { sequence: 'id', x: ['a', 'b'], y: ['tag'] },
    model: {
      target: 'y',
      gate: 'markov',
      transition: { inputs: ['a', 'b'], context: [-1, 1], units: [4], normalise },
      experts: [{ family: 'label', columns: 'tag' }],
    },
    training: { restarts: 1, epochs: 30, batchSize: 4, learningRate: 0.03, validation: 0, ...training },
  }) as never

/** A chain away from symmetric points. */
function someParameters({ problem }: Awaited<ReturnType<typeof prepareNetwork>>) {
  const random = createRandom(5)
  const trainables = trainablesOf(problem.model, [0])
  const gate = problem.model.gate.initialise(random.split('gate'))
  const values = valuesOf(trainables, { gate, experts: [{}] })
  for (const block of values) for (let i = 0; i < block.length; i++) block[i]! += 0.4 * random.normal()
  const at = (numbers: readonly (Float32Array | Float64Array)[]): ModelParameters =>
    parametersAt(trainables, numbers, 1)
  return { trainables, values, at }
}

it('has a state for each label, by its name', async () => {
  const { model } = await prepareNetwork(config('step'), tagged(6, 8))
  expect(model.stateNames).toEqual(['down', 'flat', 'up'])
  expect(model.states).toBe(3)
})

describe.each(['step', 'sequence'])('states that are labels, normalised by %s', (normalise) => {
  it('have the log-likelihood of the paths that go through all known labels, by brute force', async () => {
    // Gaps: a missing label is summed out.
    const prepared = await prepareNetwork(config(normalise), tagged(4, 5, 7, true))
    const { model, problem } = prepared
    const compiled = compileModel(model, someParameters(prepared).at(someParameters(prepared).values))
    const hidden = hideSteps(problem.data, new Uint8Array(problem.data.offsets.at(-1)!).fill(1))
    for (const s of [0, 1, 2, 3]) {
      const free = oracle(compiled.toInferenceInputs(hidden, s).inputs)
      const codes = (problem.data.groups[0] as SymbolGroup).codes.subarray(
        problem.data.offsets[s],
        problem.data.offsets[s + 1],
      )
      expect(free.logLikelihood).toBeCloseTo(0, 12)
      const through = free.paths.filter(({ path }) => path.every((k, t) => codes[t]! < 0 || codes[t] === k))
      const expected = Math.log(
        through.reduce((sum, { logProbability }) => sum + Math.exp(logProbability), 0),
      )
      const { inputs } = compiled.toInferenceInputs(problem.data, s)
      expect(problem.engine.logLikelihood(inputs).logLikelihood).toBeCloseTo(expected, 10)
    }
  })

  it('are predicted by the best path, each with the probability of its step', async () => {
    const prepared = await prepareNetwork(config(normalise), tagged(4, 5, 7, true))
    const { model, problem } = prepared
    const compiled = compileModel(model, someParameters(prepared).at(someParameters(prepared).values))
    const hidden = hideSteps(problem.data, new Uint8Array(problem.data.offsets.at(-1)!).fill(1))
    const [found] = predictTargets(compiled, problem.data, problem.engine, 'y')!
    if (found?.kind !== 'symbols') throw new Error('expected symbols')
    for (const s of [0, 1, 2, 3]) {
      const { paths, smoothed } = oracle(compiled.toInferenceInputs(hidden, s).inputs)
      const from = problem.data.offsets[s]!
      for (const [t, k] of paths[0]!.path.entries()) {
        expect(found.codes[from + t]).toBe(k)
        expect(found.probabilities[from + t]).toBeCloseTo(smoothed[t]![k]!, 10)
      }
    }
  })

  it.each(['javascript', 'wasm'] as const)(
    'have the gradient of finite differences on %s',
    async (device) => {
      const tf = await openTf(device)
      const prepared = await prepareNetwork(config(normalise), tagged(4, 5, 7, true), tf)
      const { problem } = prepared
      const { trainables, values, at } = someParameters(prepared)
      const found = batchGradient({ tf, ...problem, trainables }, values, [0, 1, 2, 3], null)
      const exact = values.map((block) => Float64Array.from(block))
      const f = () => totalLogLikelihood(prepared, at(exact))
      expect(found.logLikelihood).toBeCloseTo(f(), 3)
      let error = 0
      let size = 0
      for (const [i, block] of exact.entries())
        for (const [j, value] of block.entries()) {
          const h = 1e-5
          block[j] = value + h
          const above = f()
          block[j] = value - h
          const g = (above - f()) / (2 * h)
          block[j] = value
          error += (g - found.gradients[i]![j]!) ** 2
          size += g * g
        }
      expect(Math.sqrt(error / size)).toBeLessThan(1e-5)
    },
  )

  it('are learnt, with what the label before says of the next', async () => {
    const prepared = await prepareNetwork(config(normalise), chained(30, 12), await openTf('wasm'))
    const { problem, config: parsed } = prepared
    const { parameters } = await fitToEnd(problem, parsed.training)
    const compiled = compileModel(problem.model, parameters)
    const [found] = predictTargets(compiled, problem.data, problem.engine, 'y')!
    if (found?.kind !== 'symbols') throw new Error('expected symbols')
    const { codes } = problem.data.groups[0] as SymbolGroup
    const right = codes.filter((code, i) => code === found.codes[i]).length
    // The sign of a alone gets 80 % right.
    expect(right / codes.length).toBeGreaterThan(0.93)
  })
})

/** Labels that follow from a number and the label before. */
function chained(sequences: number, length: number): string {
  const random = createRandom(1, 'chained')
  const rows = ['id,a,b,tag']
  for (let s = 0; s < sequences; s++) {
    let before = 0
    for (let t = 0; t < length; t++) {
      const a = random.normal()
      before = a + 0.7 * before > 0 ? 1 : -1
      rows.push(`${s},${a.toFixed(4)},${random.normal().toFixed(4)},${before > 0 ? 'up' : 'down'}`)
    }
  }
  return `${rows.join('\n')}\n`
}

it('contradicts another number of states', async () => {
  const input = config('step') as { model: object }
  const model = { ...input.model, states: 2 }
  await expect(prepareNetwork({ ...input, model } as never, tagged(6, 8))).rejects.toThrow(
    '2 states, but the states are the 3 labels of the column',
  )
})
