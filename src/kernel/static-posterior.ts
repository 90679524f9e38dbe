import type { Shape } from './parts/part.js'
import { NATS_PER_UNIT } from './units.js'

/**
 * A row of Σ_t log p(x_t | k), in the kernel's units, becomes p(k | x) lane by lane, for a state that never changes.
 *
 * @param row place of the first double
 * @param initial [K] p(k)
 * @returns [lanes] log p(x), nats
 */
export function normaliseColumns(
  f64: Float64Array,
  row: number,
  { states, padded, lanes }: Shape,
  initial: Float64Array,
): number[] {
  const step = lanes === 4 ? 4 : 1
  return Array.from({ length: lanes }, (_, lane) => {
    let most = Number.NEGATIVE_INFINITY
    for (let k = 0; k < states; k++) {
      const at = row + k * step + lane
      f64[at] = f64[at]! * NATS_PER_UNIT + Math.log(initial[k]!)
      if (f64[at]! > most) most = f64[at]!
    }
    let sum = 0
    for (let k = 0; k < states; k++) sum += Math.exp(f64[row + k * step + lane]! - most)
    const logSum = most + Math.log(sum)
    for (let k = 0; k < padded; k++) {
      const at = row + k * step + lane
      f64[at] = k < states ? Math.exp(f64[at]! - logSum) : 0
    }
    return logSum
  })
}
