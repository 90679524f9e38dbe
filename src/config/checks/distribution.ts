/** How far from 1 a sum of given probabilities may be; what is within is normalised. */
const tolerance = 1e-6

/** Why numbers are no probability distribution; null where they are one. */
export function distributionFault(weights: readonly number[]): string | null {
  const wrong = weights.find((weight) => weight < 0 || weight > 1)
  if (wrong !== undefined) return `expected probabilities from 0 to 1, got ${wrong}`
  const sum = weights.reduce((total, weight) => total + weight, 0)
  if (Math.abs(sum - 1) <= tolerance) return null
  return `expected probabilities that sum to 1, got the sum ${Number(sum.toPrecision(6))}`
}

/** `1 row`, `3 rows` */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
