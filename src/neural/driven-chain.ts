import type { Engine } from '../inference/engine.js'
import { chainLaw, priorMarginals } from '../model/gate/chain-law.js'
import type { Tensor2D } from '../tensor/tf.js'
import { clamped, impossible, type Stack } from './chain-likelihood.js'
import type { Inferred, Law } from './inferred.js'
import type { TransitionTensors } from './transition-outputs.js'

/**
 * Σ log p(x | u) over the sequences of a stack under a chain whose logits a network gives, by exact inference in float64 outside
 * the tensors. Its gradient: with respect to log p(x_t | k) the smoothed marginals γ_t(k), to the logits of z_1 γ_1(k) − p(z_1 = k),
 * to those of a transition j → k that leads to step t
 *
 *     p(z_{t−1} = j, z_t = k | x) − w_{t−1}(j) p(z_t = k | z_{t−1} = j)
 *
 * where w is γ if each row is normalised, and the marginal before x is seen if the whole path is: expected under the law given x,
 * less expected without x. NaN where a number is not finite: whoever trains says where that happened.
 *
 * @param logDensities [N][K] log p(x_t | z_t = k), nats
 */
export function drivenChainLaw(
  engine: Engine,
  stack: Stack,
  logDensities: Tensor2D,
  { initial, transition }: TransitionTensors,
  normalise: 'step' | 'sequence',
): Law {
  return {
    parts: [logDensities, initial, transition],
    infer: (values) => smoothStack(engine, stack, values, normalise),
  }
}

/** Inference on arrays: values and derivatives are those of log densities and of both kinds of logits. */
function smoothStack(
  engine: Engine,
  { offsets, labels }: Stack,
  [given, initial, transition]: readonly Float64Array[],
  normalise: 'step' | 'sequence',
): Inferred {
  const states = given!.length / offsets.at(-1)!
  const size = states * states
  const derivatives = [given!, initial!, transition!].map(({ length }) => new Float64Array(length))
  const [marginals, ofInitial, ofTransition] = derivatives as [Float64Array, Float64Array, Float64Array]
  const finite =
    given!.every((l) => l < Infinity) && initial!.every(Number.isFinite) && transition!.every(Number.isFinite)
  if (!finite) return { logLikelihood: Number.NaN, derivatives }
  const logDensities = clamped(given!, labels, states)
  let sum = 0
  for (let b = 0; b + 1 < offsets.length; b++) {
    const [from, to] = [offsets[b]!, offsets[b + 1]!]
    if (from === to) continue
    const logits = {
      initial: initial!.subarray(from * states, (from + 1) * states),
      transition: transition!.subarray((from + 1) * size, to * size),
    }
    const law = chainLaw(logits, normalise)
    const { logInitial, probabilities } = law
    const transitions = { kind: 'per-step', probabilities } as const
    const logLikelihood = logDensities.subarray(from * states, to * states)
    const inputs = { states, steps: to - from, logInitial, transitions, logLikelihood }
    const result = engine.smooth(inputs)
    if (result.impossibleAt >= 0) throw impossible()
    sum += result.logLikelihood
    const own = result.smoothed.slice(0, (to - from) * states)
    marginals.set(own, from * states)
    for (let k = 0; k < states; k++) ofInitial[from * states + k] = own[k]! - Math.exp(logInitial[k]!)
    const weights = normalise === 'step' ? own : priorMarginals(law)
    const pairs = engine.pairwise(inputs)
    // Row r = (t, j) of [T − 1][K] rows of transitions: weights are laid out alike.
    for (let i = 0, r = 0; i < pairs.length; i += states, r++)
      for (let k = i; k < i + states; k++)
        ofTransition[(from + 1) * size + k] = pairs[k]! - weights[r]! * probabilities[k]!
  }
  return { logLikelihood: sum, derivatives }
}
