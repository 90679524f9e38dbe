import { NO_WEIGHT } from '../estimates.js'
import type { FixedMoments, Moments, Structure } from '../gaussian/structure.js'
import { directStep } from './direct-step.js'
import { expandedDegreesOfFreedom, latentLogDensity } from './expanded-step.js'
import type { Tail } from './tail.js'

/** Means, scale matrices and degrees of freedom [K]. */
export interface Law extends Moments {
  readonly degreesOfFreedom: Float64Array
}

export interface LawEstimate extends Law {
  readonly floored: readonly number[]
}

/** What an M-step starts from. */
export interface Expected {
  readonly structure: Structure
  /** Moments weighted by weight·u, in the layout of the structure, and its counts. */
  readonly moments: Float64Array
  readonly counts: Float64Array
  /** [K] */
  readonly tails: readonly Tail[]
  readonly fixed: FixedMoments
  /** null where the degrees of freedom are fixed. */
  readonly sharing: 'none' | 'all' | null
}

/** One way to go on, and its value [K]: no more above that of the old law than Σ w·log p(x) + log prior will be. */
interface Candidate {
  readonly law: Law
  readonly values: Float64Array
}

/**
 * Goes up in Σ w·log p(x) + log prior from the law at which the statistics were gathered. Of three steps, each of which bounds its
 * gain from below, each state (or all, where they share something) takes the best:
 *
 * 1. EM: weights are expected latent precisions u (Liu & Rubin 1995; Peel & McLachlan 2000).
 * 2. PX-EM: u ~ Gamma(ν/2, rate ν/(2α)) with a free scale α, that is then absorbed in Σ (Kent, Tyler & Vardi 1994; Liu, Rubin & Wu
 *    1998): divides the scatter by Σ w·u. With a prior or on the floor it may be worse than 1.
 * 3. ν alone, by a bound much closer than that of EM where tails are light (`directStep`).
 */
export function climbLaw(expected: Expected, old: Law): LawEstimate {
  const { structure, tails } = expected
  const ones = tails.map(() => 1)
  const plain = momentStep(expected, old, ones)
  const candidates: Candidate[] = [plain]
  if (expected.fixed.covariance === undefined)
    candidates.push(momentStep(expected, old, latentScales(expected)))
  if (expected.sharing !== null) candidates.push(tailStep(expected, old, ones))
  const tied = structure.covarianceLayout.axes[0] !== 'state'
  const everybody = tails.map((_, k) => k)
  const blocks = tied || expected.sharing === 'all' ? [everybody] : everybody.map((k) => [k])
  const mean = old.mean.slice()
  const covariance = old.covariance.slice()
  const degreesOfFreedom = old.degreesOfFreedom.slice()
  for (const members of blocks) {
    const worth = candidates.map(({ values }) => members.reduce((sum, k) => sum + values[k]!, 0))
    const { law } = candidates[worth.reduce((best, value, i) => (value > worth[best]! ? i : best), 0)]!
    for (const k of members) {
      copyState(law.mean, mean, k, tails.length)
      copyState(law.degreesOfFreedom, degreesOfFreedom, k, tails.length)
      if (!tied) copyState(law.covariance, covariance, k, tails.length)
    }
    if (tied) covariance.set(law.covariance)
  }
  return { mean, covariance, degreesOfFreedom, floored: plain.floored }
}

/** α [K] of PX-EM: Σ w·u / Σ w; where states share a matrix they share α. */
function latentScales({ structure, tails }: Expected): number[] {
  if (structure.covarianceLayout.axes[0] === 'state') return tails.map((tail) => tail.meanPrecision)
  const total = (f: (tail: Tail) => number) => tails.reduce((sum, tail) => sum + tail.weight * f(tail), 0)
  const scale =
    total((tail) => tail.degreesOfFreedom * tail.meanPrecision) / total((tail) => tail.degreesOfFreedom)
  return tails.map(() => (scale > 0 ? scale : 1))
}

function momentStep(
  expected: Expected,
  old: Law,
  scales: readonly number[],
): Candidate & { readonly floored: readonly number[] } {
  const { structure, counts, tails, fixed, sharing } = expected
  const scaled = structure.scaled(
    expected.moments,
    Float64Array.from(scales, (scale) => 1 / scale),
  )
  const { floored, ...moments } = structure.maximise(scaled, old, fixed, counts)
  const together = sharing === 'all' ? expandedDegreesOfFreedom(tails, scales) : 0
  const degreesOfFreedom = old.degreesOfFreedom.map((nu, k) =>
    sharing === null
      ? nu
      : sharing === 'all'
        ? together
        : expandedDegreesOfFreedom([tails[k]!], [scales[k]!]),
  )
  const law = { ...moments, degreesOfFreedom }
  return { law, floored, values: valuesOf(expected, scaled, law, scales) }
}

function tailStep(expected: Expected, old: Law, ones: readonly number[]): Candidate {
  const { tails, sharing } = expected
  const steps = sharing === 'all' ? [directStep(tails)] : tails.map((tail) => directStep([tail]))
  const gains = steps.flatMap((step) => step.gains)
  const degreesOfFreedom = old.degreesOfFreedom.map(
    (_, k) => steps[sharing === 'all' ? 0 : k]!.degreesOfFreedom,
  )
  const values = valuesOf(expected, expected.moments, old, ones).map((value, k) => value + gains[k]!)
  return { law: { ...old, degreesOfFreedom }, values }
}

/**
 * Expected log density of the completed data in the model with latent scales α, plus log prior: [K], what concerns a matrix that
 * states share standing at the first of them. `scaled`: the moments divided by α.
 */
function valuesOf(
  { structure, counts, tails }: Expected,
  scaled: Float64Array,
  law: Law,
  scales: readonly number[],
): Float64Array {
  const normal = structure.expected(scaled, counts, law)
  const cells = structure.cells(counts)
  return Float64Array.from(tails, (tail, k) => {
    if (tail.weight < NO_WEIGHT) return normal[k] ?? 0
    const latent = latentLogDensity(tail, law.degreesOfFreedom[k]!, scales[k]!)
    return (normal[k] ?? 0) + latent - 0.5 * cells[k]! * Math.log(scales[k]!)
  })
}

function copyState(from: Float64Array, to: Float64Array, k: number, states: number): void {
  const size = from.length / states
  to.set(from.subarray(k * size, (k + 1) * size), k * size)
}
