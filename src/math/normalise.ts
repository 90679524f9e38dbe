/** Divides the entries from … to − 1 by their sum, in place, and returns the sum; leaves them when it is 0. */
export function normalise(values: Float64Array, from = 0, to = values.length): number {
  let total = 0
  for (let i = from; i < to; i++) total += values[i]!
  if (total > 0) for (let i = from; i < to; i++) values[i]! /= total
  return total
}
