import { type ConfigInput, configSchema } from '../../src/config/schema.js'
import type { Encoded, EncodedGroup, EncodingPlan, GroupPlan } from '../../src/encode/index.js'
import { splitExperts } from '../../src/encode/index.js'
import { buildModel, type Model, type ModelParameters } from '../../src/model/model.js'
import { tensor } from '../../src/model/tensor.js'
import { createRandom, type Random } from '../../src/random.js'

type ExpertInput = ConfigInput['model']['experts'][number]
type GateInput = Omit<ConfigInput['model'], 'experts' | 'states'>

/** K where nothing else is asked for. */
export const STATES = 3

/** Every gate, with the ways it can be restricted. */
export const gateCases: Readonly<Record<string, GateInput>> = {
  static: { gate: 'static' },
  'static, fixed weights with a zero': { gate: 'static', initial: [0.7, 0, 0.3] },
  independent: { gate: 'independent' },
  'independent, fixed weights': { gate: 'independent', initial: [0.2, 0.5, 0.3] },
  markov: { gate: 'markov' },
  'markov, fixed initial': { gate: 'markov', initial: [0.5, 0.5, 0] },
  'markov, stationary': { gate: 'markov', initial: 'stationary' },
  'markov, structural zeros': {
    gate: 'markov',
    transition: {
      allowed: [
        [1, 1, 0],
        [0, 1, 1],
        [1, 0, 1],
      ],
    },
  },
  'markov, structural zeros, stationary': {
    gate: 'markov',
    initial: 'stationary',
    transition: {
      allowed: [
        [1, 1, 0],
        [0, 1, 1],
        [1, 0, 1],
      ],
    },
  },
  'markov, left-right': {
    gate: 'markov',
    initial: [1, 0, 0],
    transition: {
      allowed: [
        [1, 1, 1],
        [0, 1, 1],
        [0, 0, 1],
      ],
    },
  },
}

/** Every family, and groups that multiply. Columns a, b, … are numbers or symbols as the family reads them. */
export const expertCases: Readonly<Record<string, readonly ExpertInput[]>> = {
  categorical: [{ family: 'categorical', columns: 'a' }],
  'categorical of order 1': [{ family: 'categorical', columns: 'a', order: 1 }],
  bernoulli: [{ family: 'bernoulli', columns: ['a', 'b'] }],
  poisson: [{ family: 'poisson', columns: ['a', 'b'] }],
  'gaussian full': [{ family: 'gaussian', columns: ['a', 'b'] }],
  'gaussian diagonal': [{ family: 'gaussian', columns: ['a', 'b'], covariance: 'diagonal' }],
  'gaussian spherical': [{ family: 'gaussian', columns: ['a', 'b'], covariance: 'spherical' }],
  'gaussian tied': [{ family: 'gaussian', columns: ['a', 'b'], covariance: 'tied' }],
  'student-t full': [{ family: 'student-t', columns: ['a', 'b'] }],
  'student-t diagonal, tied tails': [
    { family: 'student-t', columns: ['a', 'b'], covariance: 'diagonal', degreesOfFreedom: 'tied' },
  ],
  'categorical of order 1 × gaussian': [
    { family: 'categorical', columns: 'a', order: 1 },
    { family: 'gaussian', columns: ['b', 'c'] },
  ],
  'two categoricals of order 1 × poisson': [
    { family: 'categorical', columns: ['a', 'b'], order: 1 },
    { family: 'poisson', columns: 'c' },
  ],
}

export interface CaseOptions {
  readonly seed: number
  readonly sequences?: number
  readonly maxSteps?: number
  readonly symbols?: number
  readonly states?: number
  /** Share of missing cells. */
  readonly missing?: number
  readonly labels?: 'none' | 'partial' | 'full'
}

export interface Case {
  readonly model: Model
  readonly plan: EncodingPlan
  readonly data: Encoded
  readonly parameters: ModelParameters
  readonly random: Random
}

/** Random data and random parameters for a model. */
export function randomCase(gate: GateInput, experts: readonly ExpertInput[], options: CaseOptions): Case {
  const { seed, sequences = 1, maxSteps = 4, symbols = 2, missing = 0, labels = 'none' } = options
  const states = options.states ?? STATES
  const random = createRandom(seed, 'case')
  const config = configSchema.parse({ data: {}, model: { ...gate, states, experts } })
  const columns = splitExperts(
    config.model.experts,
    config.model.experts.map((expert) => [expert.columns!].flat()),
  )
  const offsets = new Uint32Array(sequences + 1)
  for (let s = 0; s < sequences; s++) offsets[s + 1] = offsets[s]! + 1 + random.integer(maxSteps)
  const steps = offsets[sequences]!
  const groups = columns.map(({ config: { family }, columns: { length } }) =>
    randomGroup(family, length, steps, symbols, missing, random),
  )
  const plan: EncodingPlan = {
    groups: groups.map((group, e) => planOf(group, columns[e]!.columns)),
    labels: labels === 'none' ? null : Array.from({ length: states }, (_, k) => `state ${k + 1}`),
  }
  const model = buildModel(config.model, columns, plan)
  const parameters = randomParameters(model, random)
  const data: Encoded = {
    sequenceIds: Array.from({ length: sequences }, (_, s) => String(s + 1)),
    offsets,
    groups,
    labels:
      labels === 'none'
        ? null
        : randomLabels(parameters, model, offsets, labels === 'full' ? 1 : 0.4, random),
    source: 'random.csv',
    lines: Uint32Array.from({ length: steps }, (_, i) => i + 2),
  }
  return { model, plan, data, parameters, random }
}

function randomGroup(
  family: string,
  dimension: number,
  steps: number,
  symbols: number,
  missing: number,
  random: Random,
): EncodedGroup {
  const gone = () => random.uniform() < missing
  if (family === 'categorical') {
    return {
      kind: 'symbols',
      symbols,
      codes: Int32Array.from({ length: steps }, () => (gone() ? -1 : random.integer(symbols))),
    }
  }
  const draw = () => {
    if (family === 'bernoulli') return random.integer(2)
    return family === 'poisson' ? random.poisson(3) : 2 * random.normal() + 1
  }
  const values = Float64Array.from({ length: steps * dimension }, () => (gone() ? Number.NaN : draw()))
  return { kind: 'numbers', dimension, values }
}

/** The scales of the data, as training would learn them; never degenerate, however few cells there are. */
function planOf(group: EncodedGroup, columns: readonly string[]): GroupPlan {
  if (group.kind === 'symbols') {
    const symbols = Array.from({ length: group.symbols }, (_, v) => `s${v}`)
    const counts = symbols.map((_, v) => 1 + group.codes.filter((code) => code === v).length)
    return { kind: 'symbols', columns: [columns[0]!], symbols, counts, unknown: 'impossible' }
  }
  const cells = columns.map((_, d) =>
    [...group.values].filter((x, i) => i % group.dimension === d && !Number.isNaN(x)),
  )
  const mean = cells.map((list) => (list.length === 0 ? 1 : list.reduce((a, b) => a + b, 0) / list.length))
  const variance = cells.map(
    (list, d) => list.reduce((sum, x) => sum + (x - mean[d]!) ** 2, 0) / (list.length || 1),
  )
  return { kind: 'numbers', columns, mean, variance, counts: cells.map((list) => list.length) }
}

/** Random parameters of a model that keep its structural zeros, its fixed weights and its stationary law. */
export function randomParameters(model: Model, random: Random): ModelParameters {
  const { states } = model
  const initial = model.gate.initialise()
  const allowed = initial.transition?.values
  const transition = allowed && simplexRows(allowed, states, random)
  const weights = model.gate.fixed.includes('weights')
    ? initial.weights!.values
    : transition !== undefined && isStationary(model)
      ? stationaryByIteration(transition, states)
      : simplexRows(initial.weights!.values, states, random)
  const gate = {
    weights: tensor(model.gate.layout.weights!, weights),
    ...(transition && { transition: tensor(model.gate.layout.transition!, transition) }),
  }
  const experts = model.experts.map((expert) =>
    Object.fromEntries(
      Object.entries(expert.layout).map(([name, layout]) => {
        const size = layout.shape.reduce((a, b) => a * b, 1)
        return [name, tensor(layout, randomTensor(name, layout.shape, size, random))]
      }),
    ),
  )
  return { gate, experts }
}

/** A markov gate whose weights follow from its transition matrix has no parameters of its own for them. */
export function isStationary({ gate, states }: Model): boolean {
  if (gate.kind !== 'markov' || gate.fixed.includes('weights')) return false
  const allowed = gate.initialise().transition!.values.filter((p) => p > 0).length
  return gate.freeParameters === allowed - states
}

function randomTensor(name: string, shape: readonly number[], size: number, random: Random): Float64Array {
  const last = shape[shape.length - 1]!
  switch (name) {
    case 'probabilities':
    case 'initial':
    case 'transition':
      return simplexRows(new Float64Array(size).fill(1), last, random)
    case 'probability':
      return Float64Array.from({ length: size }, () => 0.05 + 0.9 * random.uniform())
    case 'rate':
      return Float64Array.from({ length: size }, () => 0.5 + 6 * random.uniform())
    case 'mean':
      return Float64Array.from({ length: size }, () => 1 + 2 * random.normal())
    case 'covariance':
      return isSquare(shape)
        ? randomCovariances(size / (last * last), last, random)
        : Float64Array.from({ length: size }, () => 0.5 + 3 * random.uniform())
    case 'degreesOfFreedom':
      return Float64Array.from({ length: size }, () => 1 + 20 * random.uniform())
    default:
      throw new Error(`no random ${name}`)
  }
}

/** [D][D] or [K][D][D]; not [K] nor [K][D], which has three rows of two columns. */
const isSquare = (shape: readonly number[]) => shape.length === 3 || shape[0] === shape[1]

function randomCovariances(count: number, d: number, random: Random): Float64Array {
  const values: number[] = []
  for (let c = 0; c < count; c++) {
    const sd = Array.from({ length: d }, () => 0.7 + 1.5 * random.uniform())
    const correlation = 1.6 * random.uniform() - 0.8
    for (let i = 0; i < d; i++)
      for (let j = 0; j < d; j++) values.push(sd[i]! * sd[j]! * (i === j ? 1 : correlation))
  }
  return Float64Array.from(values)
}

/** Rows of Dirichlet(1) draws, zero where `pattern` is zero. */
export function simplexRows(pattern: Float64Array, length: number, random: Random): Float64Array {
  const values = pattern.map((p) => (p > 0 ? random.gamma(1) : 0))
  for (let from = 0; from < values.length; from += length) {
    const total = values.slice(from, from + length).reduce((a, b) => a + b, 0)
    for (let i = from; i < from + length; i++) values[i]! /= total
  }
  return values
}

/** δ = lim e·((A + I)/2)^n: its own way, without solving a system. */
export function stationaryByIteration(transition: Float64Array, states: number): Float64Array {
  let law = new Float64Array(states).fill(1 / states)
  for (let round = 0; round < 100_000; round++) {
    const next = new Float64Array(states)
    for (let j = 0; j < states; j++)
      for (let k = 0; k < states; k++)
        next[k]! += law[j]! * (transition[j * states + k]! + (j === k ? 1 : 0)) * 0.5
    const moved = next.reduce((sum, p, k) => sum + Math.abs(p - law[k]!), 0)
    law = next
    if (moved < 1e-16) break
  }
  return law
}

/** Labels of a path that the gate can take. */
function randomLabels(
  { gate }: ModelParameters,
  model: Model,
  offsets: Uint32Array,
  share: number,
  random: Random,
): Int32Array {
  const labels = new Int32Array(offsets[offsets.length - 1]!)
  const { states } = model
  let state = 0
  for (let s = 0; s + 1 < offsets.length; s++) {
    for (let i = offsets[s]!; i < offsets[s + 1]!; i++) {
      const first = i === offsets[s]
      if (first || model.gate.kind === 'independent') state = random.index(gate.weights!.values)
      else if (model.gate.kind === 'markov') {
        state = random.index(gate.transition!.values.subarray(state * states, (state + 1) * states))
      }
      labels[i] = random.uniform() < share ? state : -1
    }
  }
  return labels
}
