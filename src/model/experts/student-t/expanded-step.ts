import { degreesOfFreedomRange } from '../../../config/experts.js'
import { bisect } from '../../../math/bisect.js'
import { logMinusDigamma } from '../../../math/digamma.js'
import { stirlingRemainder } from '../../../math/stirling.js'
import { NO_WEIGHT } from '../estimates.js'
import type { Tail } from './tail.js'

/**
 * E[log p(u | ν, α)] of latent precisions u ~ Gamma(ν/2, rate ν/(2α)), up to a constant: with x = ν/2,
 * x log x − log Γ(x) − x log α + x·(E log u − E u/α), summed over a state's weight.
 */
export function latentLogDensity(tail: Tail, nu: number, scale: number): number {
  if (tail.weight < NO_WEIGHT) return 0
  const x = nu / 2
  return tail.weight * (0.5 * Math.log(x) - stirlingRemainder(x) + x * excess(tail, scale))
}

/** Maximises it in ν over states that share it: log x − ψ(x) = −mean of 1 + E log u − log α − E u/α. */
export function expandedDegreesOfFreedom(tails: readonly Tail[], scales: readonly number[]): number {
  const weight = tails.reduce((sum, tail) => sum + tail.weight, 0)
  if (weight < NO_WEIGHT) return tails[0]!.degreesOfFreedom
  const mean = tails.reduce((sum, tail, i) => sum + tail.weight * excess(tail, scales[i]!), 0) / weight
  const slope = (logX: number) => logMinusDigamma(Math.exp(logX)) + mean
  const low = Math.log(degreesOfFreedomRange.smallest / 2)
  const high = Math.log(degreesOfFreedomRange.largest / 2)
  if (slope(low) <= 0) return degreesOfFreedomRange.smallest
  if (slope(high) >= 0) return degreesOfFreedomRange.largest
  return 2 * Math.exp(bisect(slope, low, high))
}

function excess({ meanPrecision, meanLogPrecision }: Tail, scale: number): number {
  return 1 + meanLogPrecision - Math.log(scale) - meanPrecision / scale
}
