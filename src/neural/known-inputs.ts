import type { Encoded } from '../encode/encoded.js'
import type { NeuralExpert } from '../model/experts/neural.js'

/** At most so many numbers are kept (256 MB); above it they are computed for each batch. */
const MOST = 2 ** 26

/** u [N][P] of all steps of the data as a network sees them; null where some of it is learnt, or it would take too much room. */
export function knownInputs(expert: NeuralExpert, { groups, offsets }: Encoded, e: number): Float32Array | null {
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

/** The rows of some sequences, one after the other. */
export function rowsOf(u: Float32Array, width: number, offsets: Uint32Array, sequences: readonly number[]): Float32Array {
  const steps = sequences.reduce((sum, s) => sum + offsets[s + 1]! - offsets[s]!, 0)
  const rows = new Float32Array(steps * width)
  let at = 0
  for (const s of sequences) {
    const own = u.subarray(offsets[s]! * width, offsets[s + 1]! * width)
    rows.set(own, at)
    at += own.length
  }
  return rows
}
