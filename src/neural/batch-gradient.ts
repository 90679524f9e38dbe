import type { Encoded } from '../encode/encoded.js'
import { takeSequences } from '../encode/subset.js'
import type { Engine } from '../inference/engine.js'
import type { NeuralExpert } from '../model/experts/neural.js'
import { RecurrentGate } from '../model/gate/recurrent.js'
import type { Model } from '../model/model.js'
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tf } from '../tensor/tf.js'
import { type BlockGradient, batchInputs } from './batch-inputs.js'
import { chainLogLikelihood, type LogGate } from './chain-likelihood.js'
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
}

/**
 * The log-likelihood of some whole sequences, known states clamped, and its gradient. Their steps stand one after the other,
 * so that nothing is padded, whatever their lengths.
 *
 * @param seed of the hidden units that are left out; null leaves out none
 */
export function batchGradient(
  { tf, engine, model, data, trainables }: GradientContext,
  values: readonly Float32Array[],
  sequences: readonly number[],
  seed: number | null,
): BatchGradient {
  const { offsets, steps, labels } = stack(data, sequences)
  const batch = takeSequences(data, sequences)
  const networks = model.experts.map((each, e) => {
    const expert = each as NeuralExpert
    const weights = Object.fromEntries(
      trainables.flatMap((each, i) => (each.expert === e ? [[each.name, values[i]!]] : [])),
    )
    const inputs = batchInputs(expert, weights, batch.groups[e]!, offsets, seed)
    return { expert, inputs, logDensities: logDensitiesOf(expert, data.groups[e]!, steps) }
  })
  const recurrence = model.gate instanceof RecurrentGate ? recurrentLaws(model.gate, batch, seed) : null
  // Vectors of symbols are no tensors: their derivatives follow from those of what the networks see.
  const tensors = trainables.flatMap(({ expert, name, layout }, i) =>
    expert >= 0 && name in networks[expert]!.expert.vectorLayout ? [] : [{ expert, name, layout, i }],
  )
  const learning = networks.flatMap(({ inputs }, e) => (inputs.learns ? [e] : []))

  const logLikelihood = (...given: Tensor[]): Scalar => {
    const named = (e: number) =>
      Object.fromEntries(tensors.flatMap(({ expert, name }, i) => (expert === e ? [[name, given[i]!]] : [])))
    const gate = recurrence === null ? chainOf(tf, named(-1)) : recurrence(tf, named(-1))
    const seen = new Map(learning.map((e, i) => [e, given[tensors.length + i] as Tensor2D]))
    const logDensities = networks
      .map(({ expert, inputs: { u }, logDensities }, e) => {
        const { dropout: rate } = expert.config
        const dropout =
          seed === null || rate === 0 ? null : { rate, seed: (layer: number) => seed + 31 * e + layer }
        const inputs = seen.get(e) ?? tf.tensor2d(u, [steps.length, expert.own])
        return logDensities(
          tf,
          networkOutputs(tf, expert.architecture, named(e), inputs, dropout, gate.memory ?? null),
        )
      })
      .reduce((a, b) => tf.add(a, b))
    return chainLogLikelihood(tf, engine, model.gate.kind, { offsets, labels }, logDensities, gate)
  }

  const at = [
    ...tensors.map(({ layout, i }) => tf.tensor(values[i]!, [...layout.shape])),
    ...learning.map((e) => {
      const { inputs, expert } = networks[e]!
      return tf.tensor2d(inputs.u, [steps.length, expert.own])
    }),
  ]
  const { read, total } = differentiate()

  /** Frees the tensors also where memory runs out on the way. */
  function differentiate(): { readonly read: readonly Float32Array[]; readonly total: number } {
    try {
      const { value, grads } = tf.tidy(() => tf.valueAndGrads(logLikelihood)(at))
      const read = grads.map((gradient) => gradient.dataSync() as Float32Array)
      const total = value.dataSync()[0]!
      tf.dispose([value, grads])
      return { read, total }
    } finally {
      tf.dispose(at)
    }
  }

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
    logLikelihood: total,
    gradients: blocks.map((block) => block.values),
    rows: blocks.map((block) => block.rows),
  }
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
