import { type Encoded, type EncodingPlan, MISSING } from '../encode/encoded.js'
import { observedSteps } from '../encode/subset.js'
import type { Model } from '../model/model.js'

/**
 * Points that k-means can tell apart, for initialisation only: [rows][width], standardised, missing cells at the mean.
 * Rows are steps; for a static gate, whose state belongs to a whole sequence, rows are sequences
 * (means of numbers, shares of symbols). Symbols of a step are left out: distances between them mean nothing.
 */
export interface Features {
  readonly rows: number
  readonly width: number
  readonly values: Float64Array
  /** Rows with an observed number or, for sequences, any observed cell: the others say nothing and shape no cluster. */
  readonly informative: Uint32Array
}

const mostSymbols = 64

export function features(model: Model, data: Encoded, plan: EncodingPlan): Features {
  return model.gate.kind === 'static' ? sequenceFeatures(data, plan) : stepFeatures(data, plan)
}

function stepFeatures(data: Encoded, plan: EncodingPlan): Features {
  const rows = data.offsets[data.offsets.length - 1]!
  const width = data.groups.reduce((sum, group) => sum + (group.kind === 'numbers' ? group.dimension : 0), 0)
  const values = new Float64Array(rows * width)
  const seen = new Uint8Array(rows)
  let column = 0
  for (const [e, group] of data.groups.entries()) {
    const scales = plan.groups[e]!
    if (group.kind !== 'numbers' || scales.kind !== 'numbers') continue
    for (let d = 0; d < group.dimension; d++, column++) {
      const mean = scales.mean[d]!
      const sd = Math.sqrt(scales.variance[d]!) || 1
      for (let i = 0; i < rows; i++) {
        const value = group.values[i * group.dimension + d]!
        if (Number.isNaN(value)) continue
        values[i * width + column] = (value - mean) / sd
        seen[i] = 1
      }
    }
  }
  return { rows, width, values, informative: indicesOf(rows, (i) => seen[i] === 1) }
}

function sequenceFeatures(data: Encoded, plan: EncodingPlan): Features {
  const steps = stepFeatures(data, plan)
  const rows = data.offsets.length - 1
  const vocabularies = data.groups.map((group) =>
    group.kind === 'symbols' ? Math.min(group.symbols, mostSymbols) : 0,
  )
  const width = steps.width + vocabularies.reduce((a, b) => a + b, 0)
  const values = new Float64Array(rows * width)
  for (let s = 0; s < rows; s++) {
    const from = data.offsets[s]!
    const to = data.offsets[s + 1]!
    const share = 1 / Math.max(1, to - from)
    for (let i = from; i < to; i++)
      for (let d = 0; d < steps.width; d++)
        values[s * width + d]! += steps.values[i * steps.width + d]! * share
    let column = s * width + steps.width
    for (const [e, group] of data.groups.entries()) {
      if (group.kind !== 'symbols') continue
      for (let i = from; i < to; i++) {
        const code = group.codes[i]!
        if (code !== MISSING && code < vocabularies[e]!) values[column + code]! += share
      }
      column += vocabularies[e]!
    }
  }
  standardise(values, rows, width)
  const informative = indicesOf(rows, (s) => observedSteps(data, data.offsets[s], data.offsets[s + 1]) > 0)
  return { rows, width, values, informative }
}

function indicesOf(rows: number, test: (row: number) => boolean): Uint32Array {
  const found = new Uint32Array(rows)
  let count = 0
  for (let i = 0; i < rows; i++) if (test(i)) found[count++] = i
  return found.subarray(0, count)
}

function standardise(values: Float64Array, rows: number, width: number): void {
  for (let d = 0; d < width; d++) {
    let sum = 0
    let squares = 0
    for (let i = 0; i < rows; i++) sum += values[i * width + d]!
    const mean = sum / Math.max(1, rows)
    for (let i = 0; i < rows; i++) squares += (values[i * width + d]! - mean) ** 2
    const sd = Math.sqrt(squares / Math.max(1, rows)) || 1
    for (let i = 0; i < rows; i++) values[i * width + d] = (values[i * width + d]! - mean) / sd
  }
}
