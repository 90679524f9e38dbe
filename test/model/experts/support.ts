import { type ExpertConfig, expertConfig } from '../../../src/config/experts.js'
import type { NestedNumbers } from '../../../src/config/numbers.js'
import type { EncodedGroup, GroupPlan, NumberPlan, SymbolPlan } from '../../../src/encode/encoded.js'
import type { CompileOptions, Expert } from '../../../src/model/expert.js'
import { createExpert } from '../../../src/model/experts/registry.js'
import type { Parameters, Tensor } from '../../../src/model/tensor.js'
import type { Random } from '../../../src/random.js'

/** An expert config as a person writes it, defaults filled in. */
export function config(input: Record<string, unknown>): ExpertConfig {
  return expertConfig.parse(input)
}

export function expertFor(input: Record<string, unknown>, plan: GroupPlan, states: number): Expert {
  return createExpert(config(input), plan, states)
}

export function numbers(values: ArrayLike<number>, dimension: number): EncodedGroup {
  return { kind: 'numbers', dimension, values: Float64Array.from(values) }
}

export function symbols(codes: ArrayLike<number>, count: number): EncodedGroup {
  return { kind: 'symbols', symbols: count, codes: Int32Array.from(codes) }
}

export function planOfNumbers(values: ArrayLike<number>, dimension: number): NumberPlan {
  const columns = Array.from({ length: dimension }, (_, d) => {
    const cells = Array.from(values).filter((x, i) => i % dimension === d && !Number.isNaN(x))
    const mean = cells.length === 0 ? 0 : cells.reduce((a, b) => a + b, 0) / cells.length
    const variance = cells.length === 0 ? 0 : cells.reduce((a, x) => a + (x - mean) ** 2, 0) / cells.length
    return { mean, variance, count: cells.length }
  })
  return {
    kind: 'numbers',
    columns: columns.map((_, d) => `column_${d + 1}`),
    mean: columns.map((c) => c.mean),
    variance: columns.map((c) => c.variance),
    counts: columns.map((c) => c.count),
  }
}

export function planOfSymbols(
  codes: ArrayLike<number>,
  count: number,
  unknown: SymbolPlan['unknown'] = 'impossible',
): SymbolPlan {
  const counts = Array.from(
    { length: count },
    (_, v) => Array.from(codes).filter((code) => code === v).length,
  )
  return { kind: 'symbols', columns: ['token'], symbols: counts.map((_, v) => `s${v}`), counts, unknown }
}

/** Symbols come in short sequences, so that the first ones are many. */
const SEQUENCE = 4

function* sequences(group: EncodedGroup): Generator<[from: number, to: number]> {
  const steps = stepsOf(group)
  const length = group.kind === 'symbols' ? SEQUENCE : steps
  for (let from = 0; from < steps; from += length) yield [from, Math.min(from + length, steps)]
}

/** [T][K] log p(x_t | k) of all sequences. */
export function logProbabilities(
  expert: Expert,
  parameters: Parameters,
  group: EncodedGroup,
  options?: CompileOptions,
): Float64Array {
  const { states } = expert
  const out = new Float64Array(stepsOf(group) * states)
  const compiled = expert.compile(parameters, options)
  for (const [from, to] of sequences(group))
    compiled.addLogProbability(group, from, to, out.subarray(from * states))
  return out
}

export function stepsOf(group: EncodedGroup): number {
  return group.kind === 'symbols' ? group.codes.length : group.values.length / group.dimension
}

export function statisticsOf(
  expert: Expert,
  parameters: Parameters,
  group: EncodedGroup,
  responsibilities: Float64Array,
): Float64Array {
  const statistics = new Float64Array(expert.statisticsLength)
  const compiled = expert.compile(parameters)
  for (const [from, to] of sequences(group)) {
    compiled.collect(group, from, to, responsibilities.subarray(from * expert.states), statistics)
  }
  return statistics
}

/** [T][K] rows that sum to one. */
export function randomResponsibilities(random: Random, steps: number, states: number): Float64Array {
  const rows = Float64Array.from({ length: steps * states }, () => random.gamma(0.7) + 1e-9)
  return normaliseRows(rows, states)
}

export function normaliseRows(rows: Float64Array, width: number): Float64Array {
  for (let begin = 0; begin < rows.length; begin += width) {
    const row = rows.subarray(begin, begin + width)
    const sum = row.reduce((a, b) => a + b, 0)
    for (let i = 0; i < width; i++) row[i] = row[i]! / sum
  }
  return rows
}

/** Parameters that fit some random assignment of the data: as wide a choice as the family allows. */
export function randomParameters(expert: Expert, group: EncodedGroup, random: Random): Parameters {
  const everywhere = expert.maximise(new Float64Array(expert.statisticsLength), null).parameters
  const responsibilities = randomResponsibilities(random, stepsOf(group), expert.states)
  return expert.maximise(statisticsOf(expert, everywhere, group, responsibilities), everywhere).parameters
}

/** A tensor as the nested lists that a config takes. */
export function nested(tensor: Tensor): NestedNumbers {
  const build = (axis: number, begin: number): NestedNumbers => {
    if (axis === tensor.shape.length) return tensor.values[begin]!
    const size = tensor.shape.slice(axis + 1).reduce((a, b) => a * b, 1)
    return Array.from({ length: tensor.shape[axis]! }, (_, i) => build(axis + 1, begin + i * size))
  }
  return build(0, 0)
}

/** The parameters with state i in the place of state order[i], on every axis named state. */
export function permuteStates(parameters: Parameters, order: readonly number[]): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, tensor]) => {
      const axis = tensor.axes.indexOf('state')
      if (axis === -1) return [name, tensor]
      const size = tensor.values.length / tensor.shape[axis]!
      const values = Float64Array.from(
        tensor.values,
        (_, at) => tensor.values[order[Math.floor(at / size)]! * size + (at % size)]!,
      )
      return [name, { ...tensor, values }]
    }),
  )
}

export function sum(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0)
}
