import { logSumExp } from '../math/log-sum-exp.js'
import type { Random } from '../random.js'
import type { BestPath, Likelihood } from './engine.js'
import type { InferenceInputs, StepWeights } from './inputs.js'
import type { Workspace } from './workspace.js'

/** Inputs whose states do not depend on each other. */
export type WeightedSteps = InferenceInputs & { readonly transitions: StepWeights }

export function isWeighted(inputs: InferenceInputs): inputs is WeightedSteps {
  return inputs.transitions.kind === 'step-weights'
}

/** log p(z_t = k), nats. */
function logWeight({ logInitial, transitions, states }: WeightedSteps, t: number, k: number): number {
  return t === 0 ? logInitial[k]! : transitions.logWeights[(t - 1) * states + k]!
}

/**
 * log p(x) = Σ_t log Σ_k p(z_t = k)·p(x_t | k), all in logarithms. Fills logPredictive, filtered p(z_t = k | x_t), which are the
 * smoothed marginals too, and predicted p(z_t = k).
 */
export function weighSteps(inputs: WeightedSteps, workspace: Workspace): Likelihood {
  const { states, steps, logLikelihood } = inputs
  const { predicted, filtered, logPredictive } = workspace
  let sum = 0
  for (let t = 0, at = 0; t < steps; t++, at += states) {
    for (let k = 0; k < states; k++) {
      const log = logWeight(inputs, t, k)
      predicted[at + k] = Math.exp(log)
      filtered[at + k] = log + logLikelihood[at + k]!
    }
    const total = logSumExp(filtered, at, at + states)
    if (total === -Infinity) {
      logPredictive.fill(-Infinity, t, steps)
      return { logLikelihood: -Infinity, impossibleAt: t }
    }
    for (let k = 0; k < states; k++) filtered[at + k] = Math.exp(filtered[at + k]! - total)
    logPredictive[t] = total
    sum += total
  }
  return { logLikelihood: sum, impossibleAt: -1 }
}

/** Adds Σ_t p(z_{t+1} = k | x) [K] to `counts`, after `weighSteps`. */
export function addWeightCounts(
  { states, steps }: WeightedSteps,
  marginals: Float64Array,
  counts: Float64Array,
) {
  for (let i = states; i < steps * states; i++) counts[i % states]! += marginals[i]!
}

/** p(z_t = j | x)·p(z_{t+1} = k | x), [T − 1][K][K], after `weighSteps`. */
export function weightPairs({ states, steps }: WeightedSteps, marginals: Float64Array): Float64Array {
  const pairs = new Float64Array(Math.max(0, steps - 1) * states * states)
  for (let t = 0, i = 0; t + 1 < steps; t++) {
    for (let j = 0; j < states; j++)
      for (let k = 0; k < states; k++)
        pairs[i++] = marginals[t * states + j]! * marginals[(t + 1) * states + k]!
  }
  return pairs
}

/** The `count` best paths: at each step every kept beginning goes on to every state. Exact ties go to the lower state. */
export function bestWeightedPaths(inputs: WeightedSteps, count: number): BestPath[] {
  const { states, steps, logLikelihood } = inputs
  if (count < 1) return []
  /** Of the kept beginnings: their scores, and at each step rank·K + state. */
  let scores = Float64Array.of(0)
  const back: Int32Array[] = []
  for (let t = 0; t < steps; t++) {
    const longer = new Float64Array(scores.length * states)
    for (let i = 0; i < longer.length; i++) {
      const k = i % states
      longer[i] = scores[(i - k) / states]! + logWeight(inputs, t, k) + logLikelihood[t * states + k]!
    }
    const best = Int32Array.from(longer.keys())
      .filter((i) => longer[i]! > -Infinity)
      .sort((a, b) => longer[b]! - longer[a]! || a - b)
      .slice(0, count)
    back.push(best)
    scores = Float64Array.from(best, (i) => longer[i]!)
  }
  return Array.from(scores, (logProbability, rank) => ({ path: trace(back, rank, states), logProbability }))
}

function trace(back: readonly Int32Array[], rank: number, states: number): Int32Array {
  const path = new Int32Array(back.length)
  for (let t = back.length - 1, at = rank; t >= 0; t--) {
    const place = back[t]![at]!
    path[t] = place % states
    at = Math.floor(place / states)
  }
  return path
}

/** A path drawn from the marginals [T][K] of `weighSteps`, from the last step back as for chains. */
export function sampleWeightedPath(
  { states, steps }: WeightedSteps,
  marginals: Float64Array,
  random: Random,
): Int32Array {
  const path = new Int32Array(steps)
  for (let t = steps - 1; t >= 0; t--)
    path[t] = random.index(marginals.subarray(t * states, (t + 1) * states))
  return path
}
