/** log(exp(a) + exp(b)). */
export function logAddExp(a: number, b: number): number {
  const max = Math.max(a, b)
  return max === -Infinity ? max : max + Math.log1p(Math.exp(Math.min(a, b) - max))
}
