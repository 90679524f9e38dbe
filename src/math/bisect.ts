/** Where f, of opposite signs at `low` and `high`, changes its sign; by bisection, to the last bits. */
export function bisect(f: (x: number) => number, low: number, high: number): number {
  const positiveAtLow = f(low) > 0
  let [a, b] = [low, high]
  for (;;) {
    const middle = 0.5 * (a + b)
    if (!(Math.abs(b - a) > 1e-14 * (1 + Math.abs(middle)))) return middle
    if (f(middle) > 0 === positiveAtLow) a = middle
    else b = middle
  }
}
