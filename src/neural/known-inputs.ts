import type { Encoded } from '../encode/encoded.js'
import { fillInputs } from '../model/experts/neural/inputs.js'
import { NeuralExpert } from '../model/experts/neural.js'
import { DrivenChain } from '../model/gate/driven-chain.js'
import { seenByGate } from '../model/gate/given-chain.js'
import type { Model } from '../model/model.js'
import type { BatchInputs, Seeing } from './batch-inputs.js'
import { GATE } from './trainables.js'

/** At most so many numbers are kept of each network (256 MB); above it they are computed for each batch. */
const MOST = 2 ** 26

/** u [N][P] of all steps of the data as each network sees them, by part: of those whose inputs are not learnt, and not too many. */
export function knownInputs(model: Model, data: Encoded): Map<number, Float32Array> {
  const known = new Map<number, Float32Array>()
  const add = (
    part: number,
    network: Seeing & { vectorLayout: object },
    group: Encoded['groups'][number],
  ) => {
    const { config, plan, own } = network
    const { offsets } = data
    if (Object.keys(network.vectorLayout).length > 0 || offsets.at(-1)! * own > MOST) return
    const u = new Float32Array(offsets.at(-1)! * own)
    for (let s = 0; s + 1 < offsets.length; s++) {
      const [from, to] = [offsets[s]!, offsets[s + 1]!]
      fillInputs(config, plan, group, from, to, u.subarray(from * own, to * own))
    }
    known.set(part, u)
  }
  for (const [e, expert] of model.experts.entries())
    if (expert instanceof NeuralExpert) add(e, expert, data.groups[e]!)
  if (model.gate instanceof DrivenChain) add(GATE, model.gate, seenByGate(data))
  return known
}

/** Of these the rows of some sequences, one after the other. */
export function knownBatch(
  all: Float32Array,
  width: number,
  offsets: Uint32Array,
  sequences: readonly number[],
): BatchInputs {
  const steps = sequences.reduce((sum, s) => sum + offsets[s + 1]! - offsets[s]!, 0)
  const u = new Float32Array(steps * width)
  let at = 0
  for (const s of sequences) {
    const own = all.subarray(offsets[s]! * width, offsets[s + 1]! * width)
    u.set(own, at)
    at += own.length
  }
  return { u, learns: false, gradients: () => new Map() }
}
