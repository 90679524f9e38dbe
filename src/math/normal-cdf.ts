const SQRT_TWO_PI = Math.sqrt(2 * Math.PI)

/**
 * Φ(x) = P(Z ≤ x) of the standard normal law. Near the middle the series
 * ½ + φ(x)·(x + x³/3 + x⁵/(3·5) + …), in the tails Laplace's continued fraction (Abramowitz & Stegun 26.2.11 and 26.2.14),
 * so that small probabilities keep their relative precision.
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return Number.NaN
  const magnitude = Math.abs(x)
  const density = Math.exp(-0.5 * x * x) / SQRT_TWO_PI
  if (magnitude < 3) return 0.5 + density * oddSeries(x)
  const tail = magnitude > 40 ? 0 : density / laplaceFraction(magnitude)
  return x < 0 ? tail : 1 - tail
}

function oddSeries(x: number): number {
  let term = x
  let sum = x
  for (let n = 3; Math.abs(term) > 1e-18 * Math.abs(sum); n += 2) {
    term *= (x * x) / n
    sum += term
  }
  return sum
}

/** x + 1/(x + 2/(x + 3/(x + …))), from the far end. */
function laplaceFraction(x: number): number {
  let value = x
  for (let n = 150; n >= 1; n--) value = x + n / value
  return value
}
