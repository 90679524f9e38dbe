/**
 * P(X > x) for X chi-square with an even number of degrees of freedom 2m: e^{−x/2} Σ_{i<m} (x/2)^i / i!, in closed form
 * (Abramowitz & Stegun 26.4.21). Throws RangeError for an odd one.
 */
export function chiSquareTail(x: number, degreesOfFreedom: number): number {
  const m = degreesOfFreedom / 2
  if (!Number.isInteger(m) || m < 1)
    throw new RangeError(`degrees of freedom ${degreesOfFreedom}; expected an even number`)
  if (!(x > 0)) return Number.isNaN(x) ? Number.NaN : 1
  let sum = 0
  for (let i = 0, log = 0; i < m; i++) {
    if (i > 0) log += Math.log(x / 2 / i)
    sum += Math.exp(log - x / 2)
  }
  return Math.min(1, sum)
}
