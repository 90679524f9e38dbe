import { stirlingRemainder, stirlingRemainderSlope } from './stirling.js'

/** log Γ(x + h) − log Γ(x) − h log x, x > 0 and h ≥ 0; its error is that of numbers of the size of h, however large x is. */
export function logGammaRatio(x: number, h: number): number {
  return (x + h - 0.5) * Math.log1p(h / x) - h + stirlingRemainder(x + h) - stirlingRemainder(x)
}

/** Its derivative by x: ψ(x + h) − ψ(x) − h/x. */
export function logGammaRatioSlope(x: number, h: number): number {
  const remainder = stirlingRemainderSlope(x + h) - stirlingRemainderSlope(x)
  return Math.log1p(h / x) - h / x + h / (2 * x * (x + h)) + remainder
}
