import type { Edges } from '../inference/edges.js'
import { matrixTimesKernel } from './lag-products.js'

/**
 * The pending steps of a stream as nothing but a ring of backward kernels: the marginals of the oldest one by a pass
 * backward over all of them, which costs K² a kernel. Cheaper than the products of `LagWindow` while there are fewer
 * kernels than about 2·K.
 */
export class LagRing {
  /** Number of steps that are pending: one more than kernels; 0 while nothing is. */
  length = 0
  #first = 0
  /** [slots][edges] */
  readonly kernels: Float64Array
  readonly #kernelSize: number
  #row: Float64Array
  #next: Float64Array

  /** @param slots the most steps that are ever pending */
  constructor(
    private readonly edges: Edges,
    private readonly states: number,
    private readonly slots: number,
  ) {
    this.#kernelSize = edges.sources.length
    this.kernels = new Float64Array(slots * this.#kernelSize)
    this.#row = new Float64Array(states)
    this.#next = new Float64Array(states)
  }

  clear(): void {
    this.length = 0
  }

  /** Where the kernel of the next step goes, in `kernels`. */
  get kernelAt(): number {
    return this.length === 0 ? 0 : this.#at(this.length - 1)
  }

  /** Takes in a step; where others are pending, its kernel stands at `kernelAt`. */
  push(): void {
    this.length++
  }

  /** The oldest step leaves. */
  shift(): void {
    this.length--
    this.#first = (this.#first + 1) % this.slots
  }

  /** p(z_t = i | x_{1:s}) of the oldest step, [K], from p(z_s | x_{1:s}). */
  marginals(filtered: Float64Array, out: Float64Array): void {
    this.#row.set(filtered)
    for (let b = this.length - 2; b >= 0; b--) this.#retreat(b)
    out.set(this.#row)
  }

  /** Hands over p(z_u = i | x_{1:s}) of all pending steps, oldest first, and clears. */
  drain(filtered: Float64Array, take: (marginals: Float64Array) => void): void {
    const { states, length } = this
    const all = new Float64Array(length * states)
    if (length > 0) all.set(filtered, (length - 1) * states)
    this.#row.set(filtered)
    for (let b = length - 2; b >= 0; b--) {
      this.#retreat(b)
      all.set(this.#row, b * states)
    }
    for (let u = 0; u < length; u++) take(all.subarray(u * states, (u + 1) * states))
    this.clear()
  }

  #retreat(b: number): void {
    const { states, edges } = this
    matrixTimesKernel(this.#row, 0, 1, edges, this.kernels, this.#at(b), states, this.#next, 0)
    const before = this.#row
    this.#row = this.#next
    this.#next = before
  }

  /** Kernel b counted from the oldest. */
  #at(b: number): number {
    return ((this.#first + b) % this.slots) * this.#kernelSize
  }
}
