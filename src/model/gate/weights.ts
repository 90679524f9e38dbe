import type { ModelConfig } from '../../config/schema.js'
import { normalise } from '../../math/normalise.js'

/** How α is estimated: the initial law of a chain, or the mixing weights. */
export interface WeightsRule {
  readonly kind: 'free' | 'fixed' | 'stationary'
  /** [K] 1 where the weight may be positive. */
  readonly allowed: Uint8Array
  /** [K] the fixed values, or where a fit starts. */
  readonly start: Float64Array
  readonly startGiven: boolean
  /** Dirichlet concentration of each allowed weight; 1 is no prior. */
  readonly concentration: number
  readonly freeParameters: number
}

export function weightsRule(initial: ModelConfig['initial'], states: number): WeightsRule {
  const given = Array.isArray(initial) ? initial : typeof initial === 'object' ? initial.start : undefined
  const start = new Float64Array(states).fill(1 / states)
  if (given !== undefined) {
    start.set(given)
    normalise(start)
  }
  const allowed = Uint8Array.from(start, (weight) => (weight > 0 ? 1 : 0))
  const kind = Array.isArray(initial) ? 'fixed' : initial === 'stationary' ? 'stationary' : 'free'
  return {
    kind,
    allowed,
    start,
    startGiven: given !== undefined,
    concentration:
      typeof initial === 'object' && !Array.isArray(initial) ? (initial.prior?.concentration ?? 1) : 1,
    freeParameters: kind === 'free' ? allowed.reduce((n, a) => n + a, 0) - 1 : 0,
  }
}

/** Maximises Σ_k counts_k · log α_k + log Dirichlet(α) over the simplex of the allowed weights. */
export function maximiseWeights(
  rule: WeightsRule,
  counts: Float64Array,
  previous: Float64Array,
): Float64Array {
  if (rule.kind === 'fixed') return rule.start
  const weights = counts.map((count, k) => (rule.allowed[k] === 1 ? count + rule.concentration - 1 : 0))
  return normalise(weights) > 0 ? weights : previous
}

/** log Dirichlet density of the weights up to a constant. */
export function logWeightsPrior(rule: WeightsRule, weights: Float64Array): number {
  if (rule.kind !== 'free' || rule.concentration === 1) return 0
  let sum = 0
  for (let k = 0; k < weights.length; k++) if (rule.allowed[k] === 1) sum += Math.log(weights[k]!)
  return (rule.concentration - 1) * sum
}
