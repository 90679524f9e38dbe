import type { StreamReader } from '../../data/stream/stream-rows.js'
import { effectiveStates } from '../../evaluation/index.js'

/** What the results of a stream are called, in the order in which they are written. */
export function resultNames(stateNames: readonly string[], posterior: boolean, prefix: string): string[] {
  const posteriors = posterior ? [...stateNames.map((name) => `p_${name}`), 'effective_states'] : []
  return ['state', ...posteriors, 'surprise'].map((name) => prefix + name)
}

/** Rows that wait for their marginals, first in, first out, and the text of those that have got them. */
export class StreamResults {
  /** Rings of `#texts.length` places. */
  #texts: string[] = new Array<string>(16).fill('')
  #surprises = new Float64Array(16)
  #first = 0
  #waiting = 0
  #written = ''
  readonly #results: (string | number | null)[]
  readonly #empty: readonly null[]
  /** [K] rows by state */
  readonly counts: Float64Array

  constructor(
    private readonly reader: StreamReader,
    private readonly stateNames: readonly string[],
    private readonly posterior: boolean,
  ) {
    const columns = 2 + (posterior ? stateNames.length + 1 : 0)
    this.#results = new Array<null>(columns).fill(null)
    this.#empty = new Array<null>(columns).fill(null)
    this.counts = new Float64Array(stateNames.length)
  }

  /** @param surprise −log p(x_t | x_{1:t−1}), nats; NaN for a row of probability 0, whose results stay empty */
  wait(text: string, surprise: number): void {
    if (this.#waiting === this.#texts.length) this.#grow()
    const place = (this.#first + this.#waiting++) % this.#texts.length
    this.#texts[place] = text
    this.#surprises[place] = surprise
  }

  /** The marginals [K] of the row that has waited longest. */
  label(marginals: Float64Array): void {
    const text = this.#texts[this.#first]!
    const surprise = this.#surprises[this.#first]!
    this.#texts[this.#first] = ''
    this.#first = (this.#first + 1) % this.#texts.length
    this.#waiting--
    if (Number.isNaN(surprise)) this.writeEmpty(text)
    else this.#write(text, marginals, surprise)
  }

  /** A row without results. */
  writeEmpty(text: string): void {
    this.#written += this.reader.write(text, this.#empty)
  }

  /** What was written since the last call. */
  takeText(): string {
    const text = this.#written
    this.#written = ''
    return text
  }

  #write(text: string, marginals: Float64Array, surprise: number): void {
    const results = this.#results
    let best = 0
    for (let k = 0; k < marginals.length; k++) {
      if (marginals[k]! > marginals[best]!) best = k
      if (this.posterior) results[k + 1] = marginals[k]!
    }
    if (this.posterior) results[marginals.length + 1] = effectiveStates(marginals)
    this.counts[best]!++
    results[0] = this.stateNames[best]!
    results[results.length - 1] = surprise
    this.#written += this.reader.write(text, results)
  }

  #grow(): void {
    const size = this.#texts.length
    const place = (i: number) => (this.#first + i) % size
    this.#texts = Array.from({ length: 2 * size }, (_, i) => (i < size ? this.#texts[place(i)]! : ''))
    const surprises = new Float64Array(2 * size)
    for (let i = 0; i < size; i++) surprises[i] = this.#surprises[place(i)]!
    this.#surprises = surprises
    this.#first = 0
  }
}
