import type { CategoricalConfig } from '../../config/experts.js'

type DiscretePrior = CategoricalConfig['prior']

/**
 * Pseudo-counts that a discrete prior adds to each outcome of one distribution; zeros without a prior.
 * `base` is how often each outcome was seen in training. Outcomes that `allowed` leaves out get nothing.
 */
export function pseudoCounts(
  prior: DiscretePrior,
  base: ArrayLike<number>,
  allowed: (outcome: number) => boolean = () => true,
): Float64Array {
  const outcomes = base.length
  const pseudo = new Float64Array(outcomes)
  if (prior === undefined) return pseudo
  if ('concentration' in prior) {
    for (let v = 0; v < outcomes; v++) if (allowed(v)) pseudo[v] = prior.concentration - 1
    return pseudo
  }
  const share = (v: number, even: boolean) => (allowed(v) ? (even ? 1 : base[v]!) : 0)
  const total = (even: boolean) => {
    let sum = 0
    for (let v = 0; v < outcomes; v++) sum += share(v, even)
    return sum
  }
  const even = prior.base === 'uniform' || total(false) === 0
  const scale = prior.strength / total(even)
  for (let v = 0; v < outcomes; v++) pseudo[v] = scale * share(v, even)
  return pseudo
}
