import type { Encoded } from '../encode/encoded.js'
import { takeSequences } from '../encode/subset.js'
import type { Engine } from '../inference/engine.js'
import { labelLogProbability } from '../model/experts/label.js'
import { NeuralExpert } from '../model/experts/neural.js'
import { DrivenChain } from '../model/gate/driven-chain.js'
import { seenByGate } from '../model/gate/given-chain.js'
import { RecurrentGate } from '../model/gate/recurrent.js'
import type { Model } from '../model/model.js'
import type { Tensor, Tensor1D, Tensor2D, Tf } from '../tensor/tf.js'
import { type BatchInputs, type BlockGradient, batchInputs, type Seeing } from './batch-inputs.js'
import { chainLaw, type LogGate } from './chain-likelihood.js'
import { drivenChainLaw } from './driven-chain.js'
import type { Law } from './inferred.js'
import { knownBatch } from './known-inputs.js'
import { logDensitiesOf } from './log-densities.js'
import { networkOutputs, type Weights } from './network.js'
import { recurrentLaws } from './recurrence/recurrent-gate.js'
import { GATE, type Trainable } from './trainables.js'
import { transitionOutputs } from './transition-outputs.js'

export interface GradientContext {
  readonly tf: Tf
  readonly engine: Engine
  readonly model: Model
  readonly data: Encoded
  readonly trainables: readonly Trainable[]
  /** What networks see at all steps of the data [N][P], by part, where that is known beforehand. */
  readonly known?: ReadonlyMap<number, Float32Array> | undefined
}

/** A batch as a function of tensors: `at` are those that are differentiated by, weights first, then inputs that are learnt. */
export interface BatchLaws {
  readonly at: Tensor[]
  lawAt(given: readonly Tensor[]): Law
  /** For each trainable its block of derivatives, from those by `at`. */
  blocks(read: readonly Float32Array[]): BlockGradient[]
}

/**
 * Some whole sequences, known states clamped. Their steps stand one after the other, so that nothing is padded, whatever their
 * lengths.
 *
 * @param seed of the hidden units that are left out; null leaves out none
 */
export function batchLaws(
  { tf, engine, model, data, trainables, known }: GradientContext,
  values: readonly Float32Array[],
  sequences: readonly number[],
  seed: number | null,
): BatchLaws {
  const stacked = stack(data, sequences)
  const { offsets, steps } = stacked
  let taken: Encoded | null = null
  const batch = () => {
    taken ??= takeSequences(data, sequences)
    return taken
  }
  const inputsOf = (part: number, network: Seeing): BatchInputs => {
    const all = known?.get(part)
    if (all !== undefined) return knownBatch(all, network.own, data.offsets, sequences)
    const weights = Object.fromEntries(
      trainables.flatMap(({ expert, name }, i) => (expert === part ? [[name, values[i]!]] : [])),
    )
    const group = part === GATE ? seenByGate(batch()) : batch().groups[part]!
    return batchInputs(network, weights, group, offsets, seed)
  }
  const networks = model.experts.flatMap((expert, e) =>
    expert instanceof NeuralExpert
      ? [{ e, expert, logDensities: logDensitiesOf(expert, data.groups[e]!, steps) }]
      : [],
  )
  const recurrence = model.gate instanceof RecurrentGate ? recurrentLaws(model.gate, batch(), seed) : null
  const labelled = data.groups.flatMap((group, e) =>
    model.experts[e]!.family === 'label' && group.kind === 'symbols'
      ? [
          labelLogProbability(
            Int32Array.from(steps, (step) => group.codes[step]!),
            model.states,
          ),
        ]
      : [],
  )
  const chain = model.gate instanceof DrivenChain ? model.gate : null
  /** All networks: their numbers, what they see, and how they say which weights are vectors. */
  const seeing = [
    ...networks.map(({ e, expert }) => ({ part: e, network: expert, inputs: inputsOf(e, expert) })),
    ...(chain ? [{ part: GATE, network: chain, inputs: inputsOf(GATE, chain) }] : []),
  ]
  // Vectors of symbols are no tensors: their derivatives follow from those of what the networks see.
  const tensors = trainables.flatMap(({ expert, name, layout }, i) => {
    const network = seeing.find(({ part }) => part === expert)?.network
    return network !== undefined && name in network.vectorLayout ? [] : [{ expert, name, layout, i }]
  })
  const learning = seeing.filter(({ inputs }) => inputs.learns)
  const inputTensor = ({ network, inputs }: (typeof seeing)[number]) =>
    tf.tensor2d(inputs.u, [steps.length, network.own])

  return {
    at: [
      ...tensors.map(({ layout, i }) => tf.tensor(values[i]!, [...layout.shape])),
      ...learning.map(inputTensor),
    ],
    lawAt(given) {
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
        ...networks.map(({ e, expert: { config, architecture }, logDensities }) => {
          const dropout = dropoutOf(config.dropout, e)
          const memory = remembered?.memory
          return logDensities(tf, networkOutputs(tf, architecture, named(e), seenBy(e), dropout, memory))
        }),
        ...labelled.map((log) => tf.tensor2d(log, [steps.length, model.states])),
      ].reduce((a, b) => tf.add(a, b))
      if (chain !== null) {
        const { normalise, dropout: rate } = chain.config
        const dropout = dropoutOf(rate, model.experts.length)
        const logits = transitionOutputs(tf, chain.architecture, named(GATE), seenBy(GATE), dropout)
        return drivenChainLaw(engine, stacked, logDensities, logits, normalise)
      }
      const gate = remembered ?? chainOf(tf, named(GATE))
      return chainLaw(engine, model.gate.kind, stacked, logDensities, gate)
    },
    blocks(read) {
      const found = new Map<number, BlockGradient>(
        tensors.map(({ i }, at) => [i, { values: read[at]!, rows: null }]),
      )
      for (const [i, { part, inputs }] of learning.entries()) {
        const ofVectors = inputs.gradients(read[tensors.length + i]!)
        for (const [t, { expert, name }] of trainables.entries())
          if (expert === part && ofVectors.has(name)) found.set(t, ofVectors.get(name)!)
      }
      return trainables.map((_, t) => found.get(t)!)
    },
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
