import { NumericalError } from '../errors.js'
import type { Engine } from '../inference/engine.js'
import type { Transitions } from '../inference/inputs.js'
import type { Gate } from '../model/gate.js'
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tf } from '../tensor/tf.js'

/** Some whole sequences, their steps one after the other. */
export interface Stack {
  /** [B + 1] */
  readonly offsets: Uint32Array
  /** [N] known hidden state of the step, −1 where it is free; null where none is known. */
  readonly labels: Int32Array | null
}

/** The gate as logarithms of probabilities: α, and the transition matrix where there is a chain. */
export interface LogGate {
  readonly logWeights: Tensor1D
  readonly logTransition: Tensor2D | null
}

/**
 * Σ log p(x | u) over the sequences of a stack, by exact inference in float64 outside the tensors. Its gradient is what forward-backward
 * says: with respect to log p(x_t | k) the smoothed marginals, to log A_jk the expected transitions, to log α_k the expected
 * uses of α.
 *
 * @param logDensities [N][K] log p(x_t | z_t = k), nats
 */
export function chainLogLikelihood(
  tf: Tf,
  engine: Engine,
  kind: Gate['kind'],
  { offsets, labels }: Stack,
  logDensities: Tensor2D,
  { logWeights, logTransition }: LogGate,
): Scalar {
  const sum = tf.customGrad((...args) => {
    const [emission, weights, second] = args as unknown as [Tensor2D, Tensor1D, Tensor2D]
    // The last argument is the function that keeps tensors for the gradient.
    const transition = logTransition === null ? undefined : second
    const states = weights.shape[0]
    const logLikelihoods = clamped(Float64Array.from(emission.dataSync()), labels, states)
    if (!logLikelihoods.every((l) => l < Infinity)) return notFinite()
    const logInitial = Float64Array.from(weights.dataSync())
    const transitions = transitionsOf(kind, logInitial, transition?.dataSync())
    const marginals = new Float32Array(logLikelihoods.length)
    const uses = new Float64Array(states)
    const counts = new Float64Array(states * states)
    let total = 0
    for (let b = 0; b + 1 < offsets.length; b++) {
      const [from, to] = [offsets[b]!, offsets[b + 1]!]
      if (from === to) continue
      const logLikelihood = logLikelihoods.subarray(from * states, to * states)
      const inputs = { states, steps: to - from, logInitial, transitions, logLikelihood }
      const result = engine.smooth(inputs, transition === undefined ? undefined : counts)
      if (result.impossibleAt >= 0) throw impossible()
      total += result.logLikelihood
      marginals.set(result.smoothed.subarray(0, (to - from) * states), from * states)
      const used = kind === 'independent' ? to - from : 1
      for (let i = 0; i < used * states; i++) uses[i % states]! += result.smoothed[i]!
    }
    const gradFunc = (dy: Tensor) => {
      const gradients: Tensor[] = [
        tf.mul(dy, tf.tensor2d(marginals, emission.shape)),
        tf.mul(dy, tf.tensor1d(Float32Array.from(uses))),
      ]
      if (transition !== undefined)
        gradients.push(tf.mul(dy, tf.tensor2d(Float32Array.from(counts), [states, states])))
      return gradients
    }
    return { value: tf.scalar(total), gradFunc }
  })
  const parts: Tensor[] = [logDensities, logWeights]
  // Whoever trains says where it happened.
  function notFinite() {
    return { value: tf.scalar(Number.NaN), gradFunc: () => parts.map((part) => tf.zerosLike(part)) }
  }
  if (logTransition !== null) parts.push(logTransition)
  return sum(...parts) as Scalar
}

function transitionsOf(
  kind: Gate['kind'],
  logWeights: Float64Array,
  logTransition: ArrayLike<number> | undefined,
): Transitions {
  switch (kind) {
    case 'static':
      return { kind: 'identity' }
    case 'independent': {
      const ones = new Float64Array(logWeights.length).fill(1)
      return { kind: 'low-rank', rank: 1, left: ones, right: logWeights.map(Math.exp) }
    }
    case 'markov':
      return { kind: 'dense', probabilities: Float64Array.from(logTransition!, Math.exp) }
  }
}

/** A known state leaves no other possible. */
function clamped(logDensities: Float64Array, labels: Int32Array | null, states: number): Float64Array {
  for (const [t, label] of labels?.entries() ?? []) {
    if (label < 0) continue
    for (let k = 0; k < states; k++) if (k !== label) logDensities[t * states + k] = -Infinity
  }
  return logDensities
}

function impossible(): NumericalError {
  return new NumericalError(
    'impossible-observation',
    'a training sequence has probability 0 under the network',
    {
      hint: 'lower training.learningRate',
    },
  )
}
