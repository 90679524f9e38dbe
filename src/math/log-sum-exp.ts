/** log Σ exp(values[i]) over from ≤ i < to; −Infinity for no values or all −Infinity. */
export function logSumExp(values: Float64Array, from = 0, to = values.length): number {
  let max = -Infinity
  for (let i = from; i < to; i++) if (values[i]! > max) max = values[i]!
  if (max === -Infinity) return max
  let sum = 0
  for (let i = from; i < to; i++) sum += Math.exp(values[i]! - max)
  return max + Math.log(sum)
}
