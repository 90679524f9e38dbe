import type { Model } from './model.js'

/**
 * Expected sufficient statistics of a whole model in one flat array: the gate's, then each expert's.
 * Those of parts of the data add up, entry by entry, to those of the whole.
 */
export interface Statistics {
  readonly values: Float64Array
  readonly gate: Float64Array
  readonly experts: readonly Float64Array[]
}

export function createStatistics(model: Model): Statistics {
  const lengths = statisticsLengths(model)
  return viewStatistics(new Float64Array(lengths.reduce((a, b) => a + b, 0)), lengths)
}

/** Of the gate, then of each expert. */
export function statisticsLengths(model: Model): number[] {
  return [model.gate.statisticsLength, ...model.experts.map((expert) => expert.statisticsLength)]
}

/** Statistics in an array that is there already. */
export function viewStatistics(values: Float64Array, lengths: readonly number[]): Statistics {
  let from = 0
  const [gate, ...experts] = lengths.map((length) => {
    const part = values.subarray(from, from + length)
    from += length
    return part
  })
  return { values, gate: gate!, experts }
}
