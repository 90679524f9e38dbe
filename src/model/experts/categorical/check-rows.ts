import { ConfigError } from '../../../errors.js'
import type { Parameters, Tensor } from '../../tensor.js'
import { tensor } from '../../tensor.js'

const SUM_TOLERANCE = 1e-6

/** Throws ConfigError where a row of probabilities (the last axis) has an entry outside 0 … 1 or does not sum to 1. */
export function checkRows(parameters: Parameters): void {
  for (const [name, { values, shape }] of Object.entries(parameters)) {
    const symbols = shape.at(-1)!
    for (let begin = 0; begin < values.length; begin += symbols) {
      const row = values.subarray(begin, begin + symbols)
      const bad = row.find((p) => !(p >= 0 && p <= 1))
      if (bad !== undefined) {
        throw new ConfigError('bad-start', `start.${name}: expected probabilities from 0 to 1, got ${bad}`, {
          hint: 'Give for each state the probability of every symbol',
        })
      }
      const sum = row.reduce((a, b) => a + b, 0)
      if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
        throw new ConfigError(
          'bad-start',
          `start.${name}: expected rows that sum to 1, got a sum of ${Number(sum.toPrecision(8))} in row ${begin / symbols + 1}`,
          {
            hint: 'Scale the row so that its probabilities sum to 1',
          },
        )
      }
    }
  }
}

/** The same with rows that sum to 1 as exactly as doubles can. */
export function normaliseRows(parameters: Parameters): Parameters {
  const normalised: Record<string, Tensor> = {}
  for (const [name, given] of Object.entries(parameters)) {
    const symbols = given.shape.at(-1)!
    const values = given.values.slice()
    for (let begin = 0; begin < values.length; begin += symbols) {
      const row = values.subarray(begin, begin + symbols)
      const sum = row.reduce((a, b) => a + b, 0)
      for (let v = 0; v < symbols; v++) row[v] = row[v]! / sum
    }
    normalised[name] = tensor(given, values)
  }
  return normalised
}
