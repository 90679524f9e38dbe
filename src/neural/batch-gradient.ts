import type { Encoded } from '../encode/encoded.js'
import type { Engine } from '../inference/engine.js'
import type { NeuralExpert } from '../model/experts/neural.js'
import type { Model } from '../model/model.js'
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tf } from '../tensor/tf.js'
import { chainLogLikelihood } from './chain-likelihood.js'
import { logDensitiesOf } from './log-densities.js'
import { networkOutputs } from './network.js'
import type { Trainable } from './trainables.js'

export interface BatchGradient {
  /** log p(x | u) of the batch, nats. */
  readonly logLikelihood: number
  /** Its derivatives with respect to the values of each trainable. */
  readonly gradients: readonly Float32Array[]
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
  const networks = model.experts.map((each, e) => {
    const expert = each as NeuralExpert
    const group = data.groups[e]!
    const width = expert.architecture.inputs
    const u = new Float32Array(steps.length * width)
    for (const [b, s] of sequences.entries())
      expert.inputs(
        group,
        data.offsets[s]!,
        data.offsets[s + 1]!,
        u.subarray(offsets[b]! * width, offsets[b + 1]! * width),
      )
    return { expert, u, width, logDensities: logDensitiesOf(expert, group, steps) }
  })

  const logLikelihood = (...tensors: Tensor[]): Scalar => {
    const named = (e: number) =>
      Object.fromEntries(
        trainables.flatMap(({ expert, name }, i) => (expert === e ? [[name, tensors[i]!]] : [])),
      )
    const logDensities = networks
      .map(({ expert, u, width, logDensities }, e) => {
        const { dropout: rate } = expert.config
        const dropout =
          seed === null || rate === 0 ? null : { rate, seed: (layer: number) => seed + 31 * e + layer }
        const inputs = tf.tensor2d(u, [steps.length, width])
        return logDensities(tf, networkOutputs(tf, expert.architecture, named(e), inputs, dropout))
      })
      .reduce((a, b) => tf.add(a, b))
    const { weights, transition } = named(-1)
    const gate = {
      logWeights: tf.logSoftmax(weights as Tensor1D),
      logTransition: transition === undefined ? null : tf.logSoftmax(transition as Tensor2D),
    }
    return chainLogLikelihood(tf, engine, model.gate.kind, { offsets, labels }, logDensities, gate)
  }

  const at = trainables.map(({ layout }, i) => tf.tensor(values[i]!, [...layout.shape]))
  const { value, grads } = tf.tidy(() => tf.valueAndGrads(logLikelihood)(at))
  const result = {
    logLikelihood: value.dataSync()[0]!,
    gradients: grads.map((gradient) => gradient.dataSync() as Float32Array),
  }
  tf.dispose([value, grads, at])
  return result
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
