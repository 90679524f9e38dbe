const TABLE_LENGTH = 256

const table = new Float64Array(TABLE_LENGTH)
for (let n = 2; n < TABLE_LENGTH; n++) table[n] = table[n - 1]! + Math.log(n)

const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI)

/** log n! for whole n ≥ 0; beyond a table by Stirling's series (DLMF 5.11.1), whose error there is below 1e-17. */
export function logFactorial(n: number): number {
  if (n < TABLE_LENGTH) return table[n]!
  const inverse = 1 / n
  const square = inverse * inverse
  return (
    (n + 0.5) * Math.log(n) - n + HALF_LOG_TWO_PI + inverse * (1 / 12 - square * (1 / 360 - square / 1260))
  )
}
