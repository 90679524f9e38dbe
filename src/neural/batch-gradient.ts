import type { Encoded } from '../encode/encoded.js'
import { takeSequences } from '../encode/subset.js'
import type { Engine } from '../inference/engine.js'
import type { NeuralExpert } from '../model/experts/neural.js'
import { RecurrentGate } from '../model/gate/recurrent.js'
import type { Model } from '../model/model.js'
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tf } from '../tensor/tf.js'
import { type BlockGradient, batchInputs } from './batch-inputs.js'
import { chainLogLikelihood, type LogGate, type Stack, smoothStack } from './chain-likelihood.js'
import { knownBatch } from './known-inputs.js'
import { logDensitiesOf } from './log-densities.js'
import { networkOutputs, type Weights } from './network.js'
import { recurrentLaws } from './recurrence/recurrent-gate.js'
import type { Trainable } from './trainables.js'

export interface BatchGradient {
  /** log p(x | u) of the batch, nats. */
  readonly logLikelihood: number
  /** Its derivatives with respect to the values of each trainable. */
  readonly gradients: readonly Float32Array[]
  /** For each trainable the rows that its derivatives are of, the others being 0; null where they are of all. */
  readonly rows: readonly (Int32Array | null)[]
}

export interface GradientContext {
  readonly tf: Tf
  readonly engine: Engine
  readonly model: Model
  readonly data: Encoded
  readonly trainables: readonly Trainable[]
  /** For each expert what its network sees at all steps of the data, where that is known beforehand. */
  readonly known?: readonly (Float32Array | null)[] | undefined
}

/**
 * The log-likelihood of some whole sequences, known states clamped, and its gradient. Their steps stand one after the other,
 * so that nothing is padded, whatever their lengths. The device must let its tensors be read at once.
 *
 * @param seed of the hidden units that are left out; null leaves out none
 */
export function batchGradient(
  context: GradientContext,
  values: readonly Float32Array[],
  sequences: readonly number[],
  seed: number | null,
): BatchGradient {
  const { tf } = context
  const { at, laws, likelihood, gathered } = layOut(context, values, sequences, seed)
  // Freed also where memory runs out on the way.
  try {
    const { value, grads } = tf.tidy(() => tf.valueAndGrads((...given) => likelihood(laws(given)))(at))
    const read = grads.map((gradient) => gradient.dataSync() as Float32Array)
    const total = value.dataSync()[0]!
    tf.dispose([value, grads])
    return gathered(total, read)
  } finally {
    tf.dispose(at)
  }
}

/**
 * The same on a device whose tensors arrive later, as on WebGPU, in two passes: the first gives the densities, inference their
 * derivatives, and the second the gradient of the sum of both, which is that of the log-likelihood.
 */
export async function batchGradientLater(
  context: GradientContext,
  values: readonly Float32Array[],
  sequences: readonly number[],
  seed: number | null,
): Promise<BatchGradient> {
  const { tf, engine, model } = context
  const { at, laws, stacked, gathered } = layOut(context, values, sequences, seed)
  try {
    const parts = tf.tidy(() => partsOf(laws(at)))
    const numbers = await Promise.all(parts.map(async (part) => Float64Array.from(await part.data())))
    tf.dispose(parts)
    const { logLikelihood, derivatives } = smoothStack(engine, model.gate.kind, stacked, numbers)
    const surrogate = (...given: Tensor[]): Scalar =>
      partsOf(laws(given))
        .map((part, i) => tf.sum(tf.mul(part, tf.tensor(Float32Array.from(derivatives[i]!), part.shape))))
        .reduce((a, b) => tf.add(a, b)) as Scalar
    const grads = tf.tidy(() => tf.grads(surrogate)(at))
    const read = await Promise.all(grads.map(async (gradient) => (await gradient.data()) as Float32Array))
    tf.dispose(grads)
    return gathered(logLikelihood, read)
  } finally {
    tf.dispose(at)
  }
}

/** What the networks and the gate say of the steps of a batch. */
interface Laws {
  readonly logDensities: Tensor2D
  readonly gate: LogGate
}

/** A batch as functions of tensors: `at` are those that are differentiated by, weights first, then inputs that are learnt. */
interface LaidOut {
  readonly at: Tensor[]
  readonly stacked: Stack
  laws(given: readonly Tensor[]): Laws
  likelihood(laws: Laws): Scalar
  /** The gradient by trainables, from those by `at`. */
  gathered(logLikelihood: number, read: readonly Float32Array[]): BatchGradient
}

function layOut(
  { tf, engine, model, data, trainables, known }: GradientContext,
  values: readonly Float32Array[],
  sequences: readonly number[],
  seed: number | null,
): LaidOut {
  const { offsets, steps, labels } = stack(data, sequences)
  const stacked = { offsets, labels }
  let taken: Encoded | null = null
  const batch = () => {
    taken ??= takeSequences(data, sequences)
    return taken
  }
  const networks = model.experts.map((each, e) => {
    const expert = each as NeuralExpert
    const weights = Object.fromEntries(
      trainables.flatMap((each, i) => (each.expert === e ? [[each.name, values[i]!]] : [])),
    )
    const all = known?.[e] ?? null
    const inputs =
      all === null
        ? batchInputs(expert, weights, batch().groups[e]!, offsets, seed)
        : knownBatch(all, expert.architecture.inputs, data.offsets, sequences)
    return { expert, inputs, logDensities: logDensitiesOf(expert, data.groups[e]!, steps) }
  })
  const recurrence = model.gate instanceof RecurrentGate ? recurrentLaws(model.gate, batch(), seed) : null
  // Vectors of symbols are no tensors: their derivatives follow from those of what the networks see.
  const tensors = trainables.flatMap(({ expert, name, layout }, i) =>
    expert >= 0 && name in networks[expert]!.expert.vectorLayout ? [] : [{ expert, name, layout, i }],
  )
  const learning = networks.flatMap(({ inputs }, e) => (inputs.learns ? [e] : []))

  return {
    at: [
      ...tensors.map(({ layout, i }) => tf.tensor(values[i]!, [...layout.shape])),
      ...learning.map((e) => {
        const { inputs, expert } = networks[e]!
        return tf.tensor2d(inputs.u, [steps.length, expert.architecture.inputs])
      }),
    ],
    stacked,
    laws(given) {
      const named = (e: number) =>
        Object.fromEntries(
          tensors.flatMap(({ expert, name }, i) => (expert === e ? [[name, given[i]!]] : [])),
        )
      const seen = new Map(learning.map((e, i) => [e, given[tensors.length + i] as Tensor2D]))
      const logDensities = networks
        .map(({ expert, inputs: { u }, logDensities }, e) => {
          const { dropout: rate } = expert.config
          const dropout =
            seed === null || rate === 0 ? null : { rate, seed: (layer: number) => seed + 31 * e + layer }
          const inputs = seen.get(e) ?? tf.tensor2d(u, [steps.length, expert.architecture.inputs])
          return logDensities(tf, networkOutputs(tf, expert.architecture, named(e), inputs, dropout))
        })
        .reduce((a, b) => tf.add(a, b))
      const gate = recurrence === null ? chainOf(tf, named(-1)) : recurrence(tf, named(-1))
      return { logDensities, gate }
    },
    likelihood: ({ logDensities, gate }) =>
      chainLogLikelihood(tf, engine, model.gate.kind, stacked, logDensities, gate),
    gathered(logLikelihood, read) {
      const found = new Map<number, BlockGradient>(
        tensors.map(({ i }, at) => [i, { values: read[at]!, rows: null }]),
      )
      for (const [i, e] of learning.entries()) {
        const ofVectors = networks[e]!.inputs.gradients(read[tensors.length + i]!)
        for (const [t, { expert, name }] of trainables.entries())
          if (expert === e && ofVectors.has(name)) found.set(t, ofVectors.get(name)!)
      }
      const blocks = trainables.map((_, t) => found.get(t)!)
      return {
        logLikelihood,
        gradients: blocks.map((block) => block.values),
        rows: blocks.map((block) => block.rows),
      }
    },
  }
}

function partsOf({ logDensities, gate: { logWeights, logTransition } }: Laws): Tensor[] {
  return logTransition === null ? [logDensities, logWeights] : [logDensities, logWeights, logTransition]
}

/** α and A from their logits. */
function chainOf(tf: Tf, { weights, transition }: Weights): LogGate {
  return {
    logWeights: tf.logSoftmax(weights as Tensor1D),
    logTransition: transition === undefined ? null : tf.logSoftmax(transition as Tensor2D),
  }
}

function stack(data: Encoded, sequences: readonly number[]) {
  const offsets = new Uint32Array(sequences.length + 1)
  for (const [b, s] of sequences.entries())
    offsets[b + 1] = offsets[b]! + data.offsets[s + 1]! - data.offsets[s]!
  const steps = new Int32Array(offsets.at(-1)!)
  for (const [b, s] of sequences.entries())
    for (let i = offsets[b]!, step = data.offsets[s]!; i < offsets[b + 1]!; ) steps[i++] = step++
  const all = data.labels
  return { offsets, steps, labels: all && Int32Array.from(steps, (step) => all[step]!) }
}
