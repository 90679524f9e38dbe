import type { Encoded } from '../encode/encoded.js'
import type { NeuralExpert } from '../model/experts/neural.js'
import type { BatchInputs } from './batch-inputs.js'

/** At most so many numbers are kept (256 MB); above it they are computed for each batch. */
const MOST = 2 ** 26

/** u [N][P] of all steps of the data as a network sees them; null where some of it is learnt, or it would take too much room. */
export function knownInputs(
  expert: NeuralExpert,
  { groups, offsets }: Encoded,
  e: number,
): Float32Array | null {
  const width = expert.architecture.inputs
  const steps = offsets.at(-1)!
  if (Object.keys(expert.vectorLayout).length > 0 || steps * width > MOST) return null
  const u = new Float32Array(steps * width)
  for (let s = 0; s + 1 < offsets.length; s++) {
    const [from, to] = [offsets[s]!, offsets[s + 1]!]
    expert.inputs(groups[e]!, from, to, u.subarray(from * width, to * width))
  }
  return u
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
