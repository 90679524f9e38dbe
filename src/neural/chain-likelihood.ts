import { NumericalError } from '../errors.js'
import type { Engine } from '../inference/engine.js'
import type { Transitions } from '../inference/inputs.js'
import type { Gate, GateInputs } from '../model/gate.js'
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tf } from '../tensor/tf.js'

/** Some whole sequences, their steps one after the other. */
export interface Stack {
  /** [B + 1] */
  readonly offsets: Uint32Array
  /** [N] known hidden state of the step, −1 where it is free; null where none is known. */
  readonly labels: Int32Array | null
}

/** The gate as logarithms of probabilities: α [K], and the transition matrix where there is a chain; or of z_t at every step [N][K]. */
export interface LogGate {
  readonly logWeights: Tensor1D | Tensor2D
  readonly logTransition: Tensor2D | null
  /** s_t [N][H] of a recurrent gate, which experts may see. */
  readonly memory?: Tensor2D
}

/**
 * Σ log p(x | u) over the sequences of a stack, by exact inference in float64 outside the tensors. Its gradient is what forward-backward
 * says: with respect to log p(x_t | k) the smoothed marginals, to log A_jk the expected transitions, to log α_k the expected
 * uses of α, to log p(z_t = k) the smoothed marginals again. NaN where a density is not finite: whoever trains says where that happened.
 *
 * @param logDensities [N][K] log p(x_t | z_t = k), nats
 */
export function chainLogLikelihood(
  tf: Tf,
  engine: Engine,
  kind: Gate['kind'],
  stack: Stack,
  logDensities: Tensor2D,
  { logWeights, logTransition }: LogGate,
): Scalar {
  const parts: Tensor[] =
    logTransition === null ? [logDensities, logWeights] : [logDensities, logWeights, logTransition]
  const total = tf.customGrad((...args) => {
    // The last argument is the function that keeps tensors for the gradient.
    const values = (args as unknown as Tensor[])
      .slice(0, parts.length)
      .map((part) => Float64Array.from(part.dataSync()))
    const { logLikelihood, derivatives } = smoothStack(engine, kind, stack, values)
    const gradFunc = (dy: Tensor) =>
      parts.map((part, i) => tf.mul(dy, tf.tensor(Float32Array.from(derivatives[i]!), part.shape)))
    return { value: tf.scalar(logLikelihood), gradFunc }
  })
  return total(...parts) as Scalar
}

/** Inference on arrays: values and derivatives are those of log densities, log α and, for a chain, log A. */
function smoothStack(
  engine: Engine,
  kind: Gate['kind'],
  { offsets, labels }: Stack,
  [given, logInitial, logTransition]: readonly Float64Array[],
): { readonly logLikelihood: number; readonly derivatives: readonly Float64Array[] } {
  const states = logInitial!.length / (kind === 'recurrent' ? offsets.at(-1)! : 1)
  const marginals = new Float64Array(given!.length)
  const uses = new Float64Array(logInitial!.length)
  const counts = new Float64Array(states * states)
  const derivatives = [marginals, uses, counts]
  const finite = [given!, logInitial!].every((part) => part.every((log) => log < Infinity))
  if (!finite) return { logLikelihood: Number.NaN, derivatives }
  const logDensities = clamped(given!, labels, states)
  const gateOf = gateAlong(kind, states, logInitial!, logTransition)
  let sum = 0
  for (let b = 0; b + 1 < offsets.length; b++) {
    const [from, to] = [offsets[b]!, offsets[b + 1]!]
    if (from === to) continue
    const logLikelihood = logDensities.subarray(from * states, to * states)
    const inputs = { states, steps: to - from, ...gateOf(from, to), logLikelihood }
    const result = engine.smooth(inputs, kind === 'markov' ? counts : undefined)
    if (result.impossibleAt >= 0) throw impossible()
    sum += result.logLikelihood
    marginals.set(result.smoothed.subarray(0, (to - from) * states), from * states)
    if (kind === 'recurrent') {
      uses.set(marginals.subarray(from * states, to * states), from * states)
      continue
    }
    const used = kind === 'independent' ? to - from : 1
    for (let i = 0; i < used * states; i++) uses[i % states]! += result.smoothed[i]!
  }
  return { logLikelihood: sum, derivatives }
}

/** The gate's probabilities along the steps from ≤ t < to of the stack. */
function gateAlong(
  kind: Gate['kind'],
  states: number,
  logWeights: Float64Array,
  logTransition: Float64Array | undefined,
): (from: number, to: number) => GateInputs {
  if (kind === 'recurrent')
    return (from, to) => ({
      logInitial: logWeights.subarray(from * states, (from + 1) * states),
      transitions: {
        kind: 'step-weights',
        logWeights: logWeights.subarray((from + 1) * states, to * states),
      },
    })
  const gate = { logInitial: logWeights, transitions: transitionsOf(kind, logWeights, logTransition) }
  return () => gate
}

function transitionsOf(
  kind: Exclude<Gate['kind'], 'recurrent'>,
  logWeights: Float64Array,
  logTransition: Float64Array | undefined,
): Transitions {
  switch (kind) {
    case 'static':
      return { kind: 'identity' }
    case 'independent': {
      const ones = new Float64Array(logWeights.length).fill(1)
      return { kind: 'low-rank', rank: 1, left: ones, right: logWeights.map(Math.exp) }
    }
    case 'markov':
      return { kind: 'dense', probabilities: logTransition!.map(Math.exp) }
  }
}

/** A known state leaves no other possible. */
export function clamped(logDensities: Float64Array, labels: Int32Array | null, states: number): Float64Array {
  for (const [t, label] of labels?.entries() ?? []) {
    if (label < 0) continue
    for (let k = 0; k < states; k++) if (k !== label) logDensities[t * states + k] = -Infinity
  }
  return logDensities
}

export function impossible(): NumericalError {
  return new NumericalError(
    'impossible-observation',
    'a training sequence has probability 0 under the network',
    {
      hint: 'lower training.learningRate',
    },
  )
}
