/** From here on the series has an error below the rounding of its first term. */
const FAR = 10

/**
 * What Stirling's formula leaves out: log Γ(x) − ((x − ½) log x − x + ½ log 2π), x > 0 (DLMF 5.11.1; below 10 by the recurrence of Γ).
 * Differences of log Γ at large arguments keep their digits when they are taken of this.
 */
export function stirlingRemainder(x: number): number {
  let sum = 0
  let at = x
  for (; at < FAR; at++) sum += (at + 0.5) * Math.log1p(1 / at) - 1
  const r = 1 / (at * at)
  const series =
    1 / 12 -
    r *
      (1 / 360 -
        r *
          (1 / 1260 -
            r * (1 / 1680 - r * (1 / 1188 - r * (691 / 360360 - r * (1 / 156 - r * (3617 / 122400)))))))
  return sum + series / at
}

/** Derivative of `stirlingRemainder`. */
export function stirlingRemainderSlope(x: number): number {
  let sum = 0
  let at = x
  for (; at < FAR; at++) sum += Math.log1p(1 / at) - (at + 0.5) / (at * (at + 1))
  const r = 1 / (at * at)
  const series =
    1 / 12 -
    r *
      (1 / 120 -
        r * (1 / 252 - r * (1 / 240 - r * (1 / 132 - r * (691 / 32760 - r * (1 / 12 - r * (3617 / 8160)))))))
  return sum - series * r
}
