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
  const lengths = [model.gate.statisticsLength, ...model.experts.map((expert) => expert.statisticsLength)]
  const values = new Float64Array(lengths.reduce((a, b) => a + b, 0))
  let from = 0
  const [gate, ...experts] = lengths.map((length) => {
    const part = values.subarray(from, from + length)
    from += length
    return part
  })
  return { values, gate: gate!, experts }
}
