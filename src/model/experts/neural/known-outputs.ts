/** At most so many numbers are kept (64 MB). */
const MOST = 2 ** 23

/** What a network said of sequences of some data, for as long as these are in use: log-likelihood, path and prediction all ask for it. */
export class KnownOutputs {
  readonly #known = new WeakMap<object, Map<number, Float64Array>>()
  #kept = 0

  get(data: object, from: number, to: number, make: () => Float64Array): Float64Array {
    const known = this.#known.get(data) ?? new Map<number, Float64Array>()
    const key = from * 2 ** 26 + to
    const found = known.get(key)
    if (found !== undefined) return found
    const outputs = make()
    if (this.#kept + outputs.length <= MOST) {
      this.#kept += outputs.length
      this.#known.set(data, known.set(key, outputs))
    }
    return outputs
  }
}
