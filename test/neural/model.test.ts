import { describe, expect, it } from 'vitest'
import { compileModel } from '../../src/model/compile.js'
import type { NeuralExpert } from '../../src/model/experts/neural.js'
import { askSequences } from '../../src/model/infer.js'
import type { ModelParameters } from '../../src/model/model.js'
import { tensor } from '../../src/model/tensor.js'
import { createRandom } from '../../src/random.js'
import { type PreparedNetwork, prepareNetwork, tagged } from './helpers.js'

/** Random weights, and a gate away from uniform. */
function randomParameters({ model }: PreparedNetwork, seed = 1): ModelParameters {
  const random = createRandom(seed)
  const law = (layout: Parameters<typeof tensor>[0]) => {
    const width = layout.shape.at(-1)!
    const values = new Float64Array(layout.shape.reduce((a, b) => a * b, 1)).map(() => 0.1 + random.uniform())
    for (let i = 0; i < values.length; i += width) {
      const row = values.subarray(i, i + width)
      const sum = row.reduce((a, b) => a + b, 0)
      row.forEach((value, k) => {
        row[k] = value / sum
      })
    }
    return tensor(layout, values)
  }
  return {
    gate: Object.fromEntries(Object.entries(model.gate.layout).map(([name, layout]) => [name, law(layout)])),
    experts: (model.experts as readonly NeuralExpert[]).map((expert, e) =>
      expert.initialise(random.split(e)),
    ),
  }
}

function logLikelihoods(prepared: PreparedNetwork, parameters: ModelParameters): number[] {
  const { problem, model } = prepared
  const ask = askSequences(compileModel(model, parameters), problem.engine, problem.data)
  return problem.data.sequenceIds.map((_, s) => ask.logLikelihood(s).logLikelihood)
}

describe('a network without hidden layers', () => {
  it('is a softmax regression with shared slopes and an intercept for each state', async () => {
    const prepared = await prepareNetwork(
      {
        data: { sequence: 'id', x: ['a', 'b'], y: ['tag'] },
        model: {
          target: 'y',
          gate: 'independent',
          states: 2,
          experts: [
            {
              family: 'neural',
              output: 'categorical',
              columns: 'tag',
              inputs: ['a', 'b'],
              units: [],
              embedding: 3,
            },
          ],
        },
      },
      tagged(2, 5),
    )
    const parameters = randomParameters(prepared)
    const { output, outputBias, embedding } = parameters.experts[0]!
    const { columns } = prepared.prepared.data
    const plan = prepared.prepared.plan.groups[0]!
    const scales = plan.inputs![0]!
    if (plan.kind !== 'symbols' || scales.kind !== 'numbers') throw new Error('unexpected plan')
    const V = plan.symbols.length
    const weights = parameters.gate.weights!.values

    let expected = 0
    const tags = columns.get('tag')!
    if (tags.kind !== 'text') throw new Error('tags are text')
    for (let i = 0; i < tags.codes.length; i++) {
      const z = ['a', 'b'].map((name, d) => {
        const column = columns.get(name)!
        if (column.kind !== 'number') throw new Error('inputs are numbers')
        return (column.values[i]! - scales.mean[d]!) / Math.sqrt(scales.variance[d]!)
      })
      let p = 0
      for (let k = 0; k < 2; k++) {
        const scores = Array.from({ length: V }, (_, v) => {
          let intercept = outputBias!.values[v]!
          for (let j = 0; j < 3; j++) intercept += embedding!.values[k * 3 + j]! * output!.values[j * V + v]!
          return intercept + z[0]! * output!.values[3 * V + v]! + z[1]! * output!.values[4 * V + v]!
        })
        const v = plan.symbols.indexOf(tags.symbols[tags.codes[i]!]!)
        p += (weights[k]! * Math.exp(scores[v]!)) / scores.reduce((sum, score) => sum + Math.exp(score), 0)
      }
      expected += Math.log(p)
    }
    // Inputs are float32.
    expect(logLikelihoods(prepared, parameters).reduce((a, b) => a + b, 0)).toBeCloseTo(expected, 5)
  })
})

describe.each(['static', 'independent', 'markov'] as const)('under the gate %s', (gate) => {
  const everySequence = (symbols: string[], length: number): string[][] =>
    length === 0 ? [[]] : everySequence(symbols, length - 1).flatMap((s) => symbols.map((v) => [...s, v]))

  it.each([
    ['the step before', { output: 'categorical', inputs: ['previous'] }],
    ['a window of the past', { output: 'categorical', inputs: [{ symbols: 'token' }], context: [-2, -1] }],
    ['the step before, of zeros and ones', { output: 'bernoulli', inputs: ['previous'] }],
  ] as const)('the density of x sums to 1 where the network sees %s', async (_, expert) => {
    const symbols = expert.output === 'bernoulli' ? ['0', '1'] : ['a', 'b', 'c']
    const rows = everySequence(symbols, 4).flatMap((sequence, s) => sequence.map((token) => `${s},${token}`))
    const prepared = await prepareNetwork(
      {
        data: { sequence: 'id', x: ['token'] },
        model: {
          gate,
          states: 3,
          experts: [{ family: 'neural', columns: 'token', units: [5, 4], ...expert } as never],
        },
      },
      `id,token\n${rows.join('\n')}\n`,
    )
    const total = logLikelihoods(prepared, randomParameters(prepared)).reduce(
      (sum, l) => sum + Math.exp(l),
      0,
    )
    expect(total).toBeCloseTo(1, 12)
  })
})

it('a normal output is a density of every state', async () => {
  const prepared = await prepareNetwork(
    {
      data: { sequence: 'id', x: ['a'], y: ['size'] },
      model: {
        target: 'y',
        gate: 'markov',
        states: 2,
        experts: [{ family: 'neural', output: 'gaussian', columns: 'size', inputs: ['a'], units: [3] }],
      },
    },
    tagged(4, 20),
  )
  const compiled = compileModel(prepared.model, randomParameters(prepared))
  const width = 0.01
  const steps = 20_000
  const values = Float64Array.from({ length: steps }, (_, i) => (i - steps / 2) * width)
  const inputs = [{ kind: 'numbers', dimension: 1, values: new Float64Array(steps).fill(0.7) }] as const
  const out = new Float64Array(2 * steps)
  compiled.experts[0]!.addLogProbability({ kind: 'numbers', dimension: 1, values, inputs }, 0, steps, out)
  for (const k of [0, 1]) {
    const total = out.reduce((sum, l, i) => (i % 2 === k ? sum + width * Math.exp(l) : sum), 0)
    expect(total).toBeCloseTo(1, 6)
  }
})

describe('a window of inputs under a markov gate', () => {
  const rows = (change: (s: string[][]) => void) => {
    const cells = tagged(1, 9)
      .trim()
      .split('\n')
      .map((line) => line.split(','))
    change(cells)
    return `${cells.map((row) => row.join(',')).join('\n')}\n`
  }
  const predictive = async (csv: string) => {
    const prepared = await prepareNetwork(
      {
        data: { sequence: 'id', x: ['a'], y: ['tag'] },
        model: {
          target: 'y',
          gate: 'markov',
          states: 2,
          experts: [
            {
              family: 'neural',
              output: 'categorical',
              columns: 'tag',
              inputs: ['a'],
              units: [4],
              context: [-1, 1],
            },
          ],
        },
      },
      csv,
    )
    // The same scales for both files: the network is the same, only the data differ.
    const { plan } = prepared.prepared
    const inputs = plan.groups[0]!.inputs![0] as unknown as { mean: number[]; variance: number[] }
    inputs.mean[0] = 0
    inputs.variance[0] = 1
    const compiled = compileModel(prepared.model, randomParameters(prepared))
    return askSequences(compiled, prepared.problem.engine, prepared.problem.data)
      .filter(0)
      .logPredictive.slice(0, 9)
  }

  it('carries what is seen long before to the tag, through the chain, and nothing from beyond the window ahead', async () => {
    const before = await predictive(rows(() => {}))
    const early = await predictive(
      rows((cells) => {
        cells[2]![1] = '5'
      }),
    )
    const late = await predictive(
      rows((cells) => {
        cells[9]![1] = '5'
      }),
    )
    // Rows of the file begin at 1 behind the header: row 2 is step 1 (from 0), and step 6 is four steps beyond its window.
    expect(early[6]).not.toBeCloseTo(before[6]!, 6)
    expect(Array.from(late.subarray(0, 7))).toEqual(Array.from(before.subarray(0, 7)))
    expect(late[7]).not.toBeCloseTo(before[7]!, 6)
  })
})
