import { stirlingRemainderSlope } from './stirling.js'

/** ψ(x) = d/dx log Γ(x), x > 0. */
export function digamma(x: number): number {
  return Math.log(x) - logMinusDigamma(x)
}

/** log x − ψ(x), which falls from ∞ to 0; to full relative precision where x is large. */
export function logMinusDigamma(x: number): number {
  return 0.5 / x - stirlingRemainderSlope(x)
}
