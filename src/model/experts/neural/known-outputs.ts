import type { EncodedGroup } from '../../../encode/encoded.js'

/** At most so many numbers are kept (64 MB). */
const MOST = 2 ** 23

/** What a network said of sequences, for as long as their cells are in use: log-likelihood, path and prediction all ask for it. */
export class KnownOutputs {
  readonly #known = new WeakMap<EncodedGroup, Map<number, Float64Array>>()
  #kept = 0

  get(group: EncodedGroup, from: number, to: number, make: () => Float64Array): Float64Array {
    const known = this.#known.get(group) ?? new Map<number, Float64Array>()
    const key = from * 2 ** 26 + to
    const found = known.get(key)
    if (found !== undefined) return found
    const outputs = make()
    if (this.#kept + outputs.length <= MOST) {
      this.#kept += outputs.length
      this.#known.set(group, known.set(key, outputs))
    }
    return outputs
  }
}
