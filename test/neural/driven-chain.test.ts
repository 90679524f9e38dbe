import { describe, expect, it } from 'vitest'
import type { ModelConfig } from '../../src/config/schema.js'
import type { Encoded, NumberGroup } from '../../src/encode/index.js'
import { predictTargets } from '../../src/evaluation/index.js'
import { compileModel } from '../../src/model/compile.js'
import type { NeuralExpert } from '../../src/model/experts/neural.js'
import { chainLaw, priorMarginals } from '../../src/model/gate/chain-law.js'
import type { ModelParameters } from '../../src/model/model.js'
import { batchGradient } from '../../src/neural/batch-gradient.js'
import { parametersAt, trainablesOf, valuesOf } from '../../src/neural/trainables.js'
import { createRandom } from '../../src/random.js'
import { type FitState, fit } from '../../src/training/fit.js'
import { oracle } from '../inference/oracle.js'
import { openTf, type PreparedNetwork, prepareNetwork, tagged, totalLogLikelihood } from './helpers.js'

const normalisers = ['step', 'sequence'] as const

/** Every path of T steps over K states. */
function paths(K: number, T: number): number[][] {
  return T === 0 ? [[]] : paths(K, T - 1).flatMap((path) => Array.from({ length: K }, (_, k) => [...path, k]))
}

const softmax = (logits: readonly number[]) => {
  const e = logits.map(Math.exp)
  const sum = e.reduce((a, b) => a + b, 0)
  return e.map((x) => x / sum)
}

describe.each(normalisers)('a chain of logits, normalised by %s', (normalise) => {
  it.each([
    [2, 1],
    [2, 5],
    [3, 2],
    [3, 4],
  ])('with %i states gives each path of %i steps its probability by the definition', (K, T) => {
    const random = createRandom(K, T)
    const normals = (n: number) => Float64Array.from({ length: n }, () => 2 * random.normal())
    const logits = { initial: normals(K), transition: normals((T - 1) * K * K) }
    const psi = (t: number, j: number, k: number) => logits.transition[(t * K + j) * K + k]!
    const weight = (path: readonly number[]) => {
      const states = [...Array(K).keys()]
      if (normalise === 'sequence')
        return Math.exp(
          path.reduce((sum, k, t) => sum + (t === 0 ? logits.initial[k]! : psi(t - 1, path[t - 1]!, k)), 0),
        )
      return path.reduce(
        (p, k, t) =>
          p * softmax(t === 0 ? [...logits.initial] : states.map((to) => psi(t - 1, path[t - 1]!, to)))[k]!,
        1,
      )
    }
    const all = paths(K, T)
    const total = all.reduce((sum, path) => sum + weight(path), 0)
    if (normalise === 'step') expect(total).toBeCloseTo(1, 12)
    const law = chainLaw(logits, normalise)
    const marginals = new Float64Array(T * K)
    for (const path of all) {
      const found = path.reduce(
        (p, k, t) =>
          p *
          (t === 0 ? Math.exp(law.logInitial[k]!) : law.probabilities[((t - 1) * K + path[t - 1]!) * K + k]!),
        1,
      )
      expect(found).toBeCloseTo(weight(path) / total, 12)
      for (const [t, k] of path.entries()) marginals[t * K + k]! += weight(path) / total
    }
    for (const [i, p] of priorMarginals(law).entries()) expect(p).toBeCloseTo(marginals[i]!, 12)
  })
})

const inputs = ['a', 'b', { symbols: 'word' }]
const letters = [
  'a',
  { symbols: 'word', embedding: 2 },
  { characters: 'word', embedding: 2, width: 2, units: 3 },
]
const model = (transition: object | undefined, expert: object = {}, states = 2): ModelConfig =>
  ({
    target: 'y',
    gate: 'markov',
    states,
    ...(transition === undefined ? {} : { transition }),
    experts: [
      { family: 'neural', output: 'categorical', columns: 'tag', inputs: ['a'], units: [3], ...expert },
    ],
  }) as unknown as ModelConfig

const data = { sequence: 'id', x: ['a', 'b', 'word'], y: ['tag'] }

/** Weights away from symmetric points, where a wrong answer may be right by chance. */
function someValues({ problem }: PreparedNetwork, seed = 5) {
  const random = createRandom(seed)
  const trainables = trainablesOf(problem.model, [0])
  const values = valuesOf(trainables, {
    gate: problem.model.gate.initialise(random.split('gate')),
    experts: problem.model.experts.map((e) => (e as NeuralExpert).initialise(random.split('expert'))),
  })
  for (const block of values) for (let i = 0; i < block.length; i++) block[i]! += 0.4 * random.normal()
  return { trainables, values }
}

const parametersOf = (prepared: PreparedNetwork, seed?: number): ModelParameters => {
  const { trainables, values } = someValues(prepared, seed)
  return parametersAt(trainables, values, 1)
}

it('without hidden units the transitions are a multinomial logit of the standardised inputs', async () => {
  const prepared = await prepareNetwork(
    { data, model: model({ inputs: ['a', 'b'], units: [], context: [-1, 0] }, {}, 3) } as never,
    tagged(3, 5),
  )
  const parameters = parametersOf(prepared)
  const compiled = compileModel(prepared.model, parameters)
  const { initialOutput, initialOutputBias, transitionOutput, transitionOutputBias } = parameters.gate
  const plan = prepared.prepared.plan.gate![0]!
  if (plan.kind !== 'numbers') throw new Error('expected numbers')
  const { data: encoded } = prepared.problem
  const { values } = encoded.gate![0] as NumberGroup
  for (const s of [0, 1, 2]) {
    const [from, to] = [encoded.offsets[s]!, encoded.offsets[s + 1]!]
    const z = (t: number, d: number) =>
      t < from ? 0 : (values[t * 2 + d]! - plan.mean[d]!) / Math.sqrt(plan.variance[d]!)
    const seen = (t: number) => [z(t - 1, 0), z(t - 1, 1), z(t, 0), z(t, 1)]
    const { inputs } = compiled.toInferenceInputs(encoded, s)
    const dot = (u: readonly number[], matrix: Float64Array, width: number, column: number) =>
      u.reduce((sum, x, i) => sum + x * matrix[i * width + column]!, 0)
    const first = softmax(
      [0, 1, 2].map((k) => initialOutputBias!.values[k]! + dot(seen(from), initialOutput!.values, 3, k)),
    )
    for (const k of [0, 1, 2]) expect(Math.exp(inputs.logInitial[k]!)).toBeCloseTo(first[k]!, 12)
    const { transitions } = inputs
    if (transitions.kind !== 'per-step') throw new Error('expected per-step')
    for (let t = from + 1; t < to; t++)
      for (const j of [0, 1, 2]) {
        const row = softmax(
          [0, 1, 2].map(
            (k) =>
              transitionOutputBias!.values[3 * j + k]! + dot(seen(t), transitionOutput!.values, 9, 3 * j + k),
          ),
        )
        for (const k of [0, 1, 2])
          expect(transitions.probabilities[((t - from - 1) * 3 + j) * 3 + k]).toBeCloseTo(row[k]!, 12)
      }
    const brute = oracle(inputs).logLikelihood
    expect(prepared.problem.engine.logLikelihood(inputs).logLikelihood).toBeCloseTo(brute, 10)
  }
})

describe.each(['javascript', 'wasm'] as const)('on %s', (device) => {
  it.each([
    ['step', { inputs, units: [4], context: [-1, 1] }, undefined],
    ['sequence', { inputs, units: [4], context: [-1, 1] }, undefined],
    ['step', { inputs, units: [], context: [0, 0] }, { z: 'flag' }],
    ['sequence', { inputs, units: [3, 3], context: [0, 0] }, { z: 'flag' }],
    ['step', { inputs: letters, units: [4], context: [-1, 0] }, undefined],
  ])(
    'normalised by %s, log-likelihood and gradient are those of the plain model by finite differences: %j %j',
    async (normalise, network, known) => {
      const tf = await openTf(device)
      const config = {
        data: { ...data, ...known },
        model: model({ ...network, normalise }, {}, known ? 2 : 3),
      }
      const prepared = await prepareNetwork(config as never, tagged(3, 4, 7, true), tf)
      const { problem } = prepared
      const { trainables, values } = someValues(prepared)
      const all = problem.data.sequenceIds.map((_, s) => s)
      const found = batchGradient({ tf, ...problem, trainables }, values, all, null)
      const exact = values.map((block) => Float64Array.from(block))
      const f = () => totalLogLikelihood(prepared, parametersAt(trainables, exact, 1))
      expect(found.logLikelihood).toBeCloseTo(f(), 3)
      let error = 0
      let size = 0
      for (const [i, block] of exact.entries()) {
        const dense = denseGradient(found, i, block.length)
        for (const [j, value] of block.entries()) {
          const h = 1e-5
          block[j] = value + h
          const above = f()
          block[j] = value - h
          const g = (above - f()) / (2 * h)
          block[j] = value
          error += (g - dense[j]!) ** 2
          size += g * g
        }
      }
      expect(Math.sqrt(error / size)).toBeLessThan(1e-5)
    },
  )
})

/** Gradients of tables may be those of some rows. */
function denseGradient(
  { gradients, rows }: ReturnType<typeof batchGradient>,
  i: number,
  length: number,
): Float64Array {
  const dense = new Float64Array(length)
  const some = rows[i]
  if (!some) return Float64Array.from(gradients[i]!)
  const width = gradients[i]!.length / some.length
  for (const [r, row] of some.entries())
    dense.set(gradients[i]!.subarray(r * width, (r + 1) * width), row * width)
  return dense
}

describe('what a chain makes of inputs that are far from a step', () => {
  /** How p(y_t | x) changes at each step of the first sequence when x changes at one. */
  async function changes(transition: object, at: number): Promise<number[]> {
    const prepared = await prepareNetwork(
      { data, model: model(transition, { context: [-1, 1] }) } as never,
      tagged(1, 9),
    )
    const compiled = compileModel(prepared.model, parametersOf(prepared))
    const { data: encoded, engine } = prepared.problem
    const ask = (given: Encoded) => {
      const [found] = predictTargets(compiled, given, engine, 'y')!
      if (found?.kind !== 'symbols') throw new Error('expected symbols')
      return found.probabilities
    }
    const bend = (group: NumberGroup): NumberGroup => {
      const values = group.values.slice()
      values[at * group.dimension]! += 1
      return { ...group, values }
    }
    const groups = encoded.groups.map((group) => ({
      ...group,
      inputs: group.inputs!.map((g) => bend(g as NumberGroup)),
    }))
    const gate = encoded.gate?.map((g) => bend(g as NumberGroup))
    const after = ask({ ...encoded, groups, ...(gate && { gate }) })
    return [...ask(encoded)].map((p, t) => Math.abs(p - after[t]!))
  }
  const seeing = { inputs: ['a'], units: [3], context: [-1, 1] }

  it('a free matrix does not carry what is outside the window of the expert', async () => {
    const found = await changes({ inputs: [] }, 2)
    expect(found.map((d) => d > 1e-9)).toEqual([0, 1, 1, 1, 0, 0, 0, 0, 0].map(Boolean))
  })

  it('a chain that sees its inputs carries the past along, through the state, and knows nothing of the future', async () => {
    const found = await changes(seeing, 2)
    expect(found.slice(1).every((d) => d > 1e-9)).toBe(true)
    expect(found[0]).toBeLessThan(1e-12)
  })

  it('a chain that is normalised over whole sequences carries both', async () => {
    const found = await changes({ ...seeing, normalise: 'sequence' }, 6)
    expect(found.every((d) => d > 1e-9)).toBe(true)
  })
})

it('with target x the chain may see the past of what is modelled, and the density sums to 1', async () => {
  const sequences = paths(2, 3).map((bits, s) => bits.map((bit) => `${s},${bit}`).join('\n'))
  const prepared = await prepareNetwork(
    {
      data: { sequence: 'id', x: ['bit'] },
      model: {
        gate: 'markov',
        states: 2,
        transition: { inputs: ['bit'], units: [3], context: [-2, -1] },
        experts: [
          { family: 'neural', output: 'bernoulli', columns: 'bit', inputs: ['previous'], units: [2] },
        ],
      },
    } as never,
    `id,bit\n${sequences.join('\n')}\n`,
  )
  const compiled = compileModel(prepared.model, parametersOf(prepared))
  const { data: encoded, engine } = prepared.problem
  const total = sequences.reduce(
    (sum, _, s) =>
      sum + Math.exp(engine.logLikelihood(compiled.toInferenceInputs(encoded, s).inputs).logLikelihood),
    0,
  )
  expect(total).toBeCloseTo(1, 12)
})

it.each(normalisers)(
  'is described by its law at average inputs, far from the end, normalised by %s',
  async (normalise) => {
    const prepared = await prepareNetwork(
      { data, model: model({ inputs: ['a'], units: [3], normalise }, {}, 3) } as never,
      tagged(2, 3),
    )
    const { gate } = parametersOf(prepared)
    const { initial, transition } = prepared.model.gate.network!.describe(gate).chain!
    const psi = gate.transitionOutputBias!.values.map((bias, i) => {
      const hidden = gate.hidden1Bias!.values.map((b) => Math.max(0, b))
      return bias + hidden.reduce((sum, h, u) => sum + h * gate.transitionOutput!.values[9 * u + i]!, 0)
    })
    // The sum over all that may follow tends to the dominant eigenvector of exp ψ.
    let beta = [1, 1, 1]
    for (let i = 0; i < 100 && normalise === 'sequence'; i++) {
      const next = beta.map((_, j) => beta.reduce((sum, b, k) => sum + Math.exp(psi[3 * j + k]!) * b, 0))
      beta = next.map((b) => b / Math.max(...next))
    }
    for (const j of [0, 1, 2]) {
      const row = beta.map((b, k) => Math.exp(psi[3 * j + k]!) * b)
      const sum = row.reduce((a, b) => a + b, 0)
      for (const k of [0, 1, 2]) expect(transition[3 * j + k]).toBeCloseTo(row[k]! / sum, 8)
    }
    expect(initial.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12)
  },
)

it('one state has nowhere to go: its chain has no network', async () => {
  const prepared = await prepareNetwork(
    { data, model: model({ inputs: ['a'] }, {}, 1) } as never,
    tagged(2, 3),
  )
  expect(prepared.model.gate.network).toBeUndefined()
})

it('training raises the log-likelihood, and goes on after a break to the same bits', async () => {
  const tf = await openTf('wasm')
  const transition = {
    inputs: ['a', 'b'],
    units: [4],
    dropout: 0.2,
    weightDecay: 0.01,
    normalise: 'sequence',
  }
  const training = { restarts: 1, epochs: 4, batchSize: 4, learningRate: 0.03, validation: 0 }
  const course = async (resume?: FitState) => {
    const { problem, config } = await prepareNetwork(
      { data, model: model(transition), training } as never,
      tagged(12, 8, 2, true),
      tf,
    )
    const states: FitState[] = []
    const events = fit(problem, config.training, resume)
    for (;;) {
      const { value, done } = await events.next()
      if (done) return { states, result: value }
      if (value.type === 'step') states.push(value.state())
    }
  }
  const whole = await course()
  expect(whole.result.trace.at(-1)).toBeGreaterThan(whole.result.trace[0]!)
  const later = await course(whole.states[4])
  expect(later.states).toHaveLength(whole.states.length - 5)
  expect(later.result.parameters).toEqual(whole.result.parameters)
})
