import type { Encoded } from '../encode/encoded.js'
import { takeSequences } from '../encode/subset.js'
import type { Engine } from '../inference/engine.js'
import { labelLogProbability } from '../model/experts/label.js'
import { NeuralExpert } from '../model/experts/neural.js'
import { DrivenChain } from '../model/gate/driven-chain.js'
import { seenByGate } from '../model/gate/given-chain.js'
import { RecurrentGate } from '../model/gate/recurrent.js'
import type { Model } from '../model/model.js'
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tf } from '../tensor/tf.js'
import { type BlockGradient, batchInputs } from './batch-inputs.js'
import { chainLogLikelihood, type LogGate } from './chain-likelihood.js'
import { drivenChainLogLikelihood } from './driven-chain.js'
import { logDensitiesOf } from './log-densities.js'
import { networkOutputs, type Weights } from './network.js'
import { recurrentLaws } from './recurrence/recurrent-gate.js'
import type { Trainable } from './trainables.js'
import { transitionOutputs } from './transition-outputs.js'

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

/** The gate's number among the parts that have trainables. */
const GATE = -1

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
  const weightsOf = (part: number) =>
    Object.fromEntries(
      trainables.flatMap(({ expert, name }, i) => (expert === part ? [[name, values[i]!]] : [])),
    )
  const networks = model.experts.flatMap((expert, e) => {
    if (!(expert instanceof NeuralExpert)) return []
    const inputs = batchInputs(expert, weightsOf(e), batch.groups[e]!, offsets, seed)
    return [{ e, expert, inputs, logDensities: logDensitiesOf(expert, data.groups[e]!, steps) }]
  })
  const recurrence = model.gate instanceof RecurrentGate ? recurrentLaws(model.gate, batch, seed) : null
  const labelled = batch.groups.flatMap((group, e) =>
    model.experts[e]!.family === 'label' && group.kind === 'symbols'
      ? [labelLogProbability(group.codes, model.states)]
      : [],
  )
  const chain = model.gate instanceof DrivenChain ? model.gate : null
  const ofChain = chain && batchInputs(chain, weightsOf(GATE), seenByGate(batch), offsets, seed)
  /** All networks: their numbers, what they see, and how they say which weights are vectors. */
  const seeing = [
    ...networks.map(({ e, expert, inputs }) => ({ part: e, network: expert, inputs })),
    ...(chain && ofChain ? [{ part: GATE, network: chain, inputs: ofChain }] : []),
  ]
  // Vectors of symbols are no tensors: their derivatives follow from those of what the networks see.
  const tensors = trainables.flatMap(({ expert, name, layout }, i) => {
    const network = seeing.find(({ part }) => part === expert)?.network
    return network !== undefined && name in network.vectorLayout ? [] : [{ expert, name, layout, i }]
  })
  const learning = seeing.filter(({ inputs }) => inputs.learns)
  const inputTensor = ({ network, inputs }: (typeof seeing)[number]) =>
    tf.tensor2d(inputs.u, [steps.length, network.own])

  const logLikelihood = (...given: Tensor[]): Scalar => {
    const named = (part: number) =>
      Object.fromEntries(
        tensors.flatMap(({ expert, name }, i) => (expert === part ? [[name, given[i]!]] : [])),
      )
    const seenBy = (part: number) => {
      const place = learning.findIndex((each) => each.part === part)
      if (place >= 0) return given[tensors.length + place] as Tensor2D
      return inputTensor(seeing.find((each) => each.part === part)!)
    }
    const dropoutOf = (rate: number, part: number) =>
      seed === null || rate === 0 ? null : { rate, seed: (layer: number) => seed + 31 * part + layer }
    const remembered = recurrence?.(tf, named(GATE)) ?? null
    const logDensities = [
      ...networks.map(({ e, expert, logDensities }) => {
        const dropout = dropoutOf(expert.config.dropout, e)
        const outputs = networkOutputs(
          tf,
          expert.architecture,
          named(e),
          seenBy(e),
          dropout,
          remembered?.memory,
        )
        return logDensities(tf, outputs)
      }),
      ...labelled.map((log) => tf.tensor2d(log, [steps.length, model.states])),
    ].reduce((a, b) => tf.add(a, b))
    if (chain !== null) {
      const dropout = dropoutOf(chain.config.dropout, model.experts.length)
      const logits = transitionOutputs(tf, chain.architecture, named(GATE), seenBy(GATE), dropout)
      const { normalise } = chain.config
      return drivenChainLogLikelihood(tf, engine, { offsets, labels }, logDensities, logits, normalise)
    }
    const gate = remembered ?? chainOf(tf, named(GATE))
    return chainLogLikelihood(tf, engine, model.gate.kind, { offsets, labels }, logDensities, gate)
  }

  const at = [
    ...tensors.map(({ layout, i }) => tf.tensor(values[i]!, [...layout.shape])),
    ...learning.map(inputTensor),
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
  for (const [i, { part, inputs }] of learning.entries()) {
    const ofVectors = inputs.gradients(read[tensors.length + i]!)
    for (const [t, { expert, name }] of trainables.entries())
      if (expert === part && ofVectors.has(name)) found.set(t, ofVectors.get(name)!)
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
