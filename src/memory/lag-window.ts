import type { Edges } from '../inference/edges.js'
import { vectorTimesMatrix } from '../math/vector-times-matrix.js'
import { identityMatrix, kernelAsMatrix, kernelTimesMatrix, matrixTimesKernel } from './lag-products.js'

/**
 * The pending steps t, …, s of a stream: a queue of backward kernels B_{t+1}, …, B_s whose product
 * M_t = B_s ··· B_{t+1}, M_t[j][i] = p(z_t = i | z_s = j, x_{1:s}), is at hand for the oldest step t.
 *
 * A product of a sliding window without inverses takes two stacks (as a queue is made of two stacks): the `front` holds
 * F_u = B_m ··· B_{u+1} for each of the older steps u < m, the `back` the younger kernels and their product
 * R = B_s ··· B_{m+1}. M_t = R·F_t. A kernel enters R once and some F once, so that a step costs two products,
 * whatever the length of the window. Memory is O(K² · pending).
 */
export class LagWindow {
  /** Number of steps that are pending: one more than kernels; 0 while nothing is. */
  length = 0
  /** [slots][K][K] F of the older steps, the oldest at `#first`. */
  #front: Float64Array = new Float64Array(0)
  #first = 0
  #frontEnd = 0
  /** [slots][edges] the younger kernels, oldest first, and room for one more at `kernelAt`. */
  kernels: Float64Array = new Float64Array(0)
  #backLength = 0
  /** R; its content counts only where the back holds a kernel. */
  #product: Float64Array
  #other: Float64Array
  readonly #row: Float64Array
  readonly #size: number
  readonly #kernelSize: number

  constructor(
    private readonly edges: Edges,
    private readonly states: number,
  ) {
    this.#size = states * states
    this.#kernelSize = edges.sources.length
    this.#product = new Float64Array(this.#size)
    this.#other = new Float64Array(this.#size)
    this.#row = new Float64Array(states)
    this.kernels = new Float64Array(this.#kernelSize)
  }

  clear(): void {
    this.length = 0
    this.#first = 0
    this.#frontEnd = 0
    this.#backLength = 0
  }

  /** Where the kernel of the next step goes, in `kernels`. */
  get kernelAt(): number {
    return this.#backLength * this.#kernelSize
  }

  /** Takes in a step; where others are pending, its kernel stands at `kernelAt`. */
  push(): void {
    this.length++
    if (this.length === 1) return
    const at = this.kernelAt
    if (this.#backLength === 0) this.#setProduct(at)
    else {
      kernelTimesMatrix(this.edges, this.kernels, at, this.#product, this.states, this.#other)
      const before = this.#product
      this.#product = this.#other
      this.#other = before
    }
    this.#backLength++
    this.kernels = withRoom(this.kernels, this.kernelAt + this.#kernelSize)
  }

  /** The oldest step leaves. */
  shift(): void {
    this.length--
    if (this.length === 0) this.clear()
    else if (this.#first === this.#frontEnd) this.#turnOver()
    else this.#first++
  }

  /** M_t of the oldest step, [K][K]; valid until the next call. */
  oldest(): Float64Array {
    const { states } = this
    if (this.length === 1) return identityMatrix(this.#other, states)
    if (this.#first === this.#frontEnd) return this.#product
    const front = this.#first * this.#size
    if (this.#backLength === 0) {
      for (let i = 0; i < this.#size; i++) this.#other[i] = this.#front[front + i]!
      return this.#other
    }
    for (let j = 0; j < this.#size; j += states)
      vectorTimesMatrix(this.#product, j, this.#front, front, states, states, this.#other, j)
    return this.#other
  }

  /** Row j of M_t, written to out[0 … K − 1]. */
  oldestRow(j: number, out: Float64Array): void {
    const { states } = this
    if (this.length === 1) return void out.fill(0).fill(1, j, j + 1)
    const row = j * states
    const front = this.#first * this.#size
    const hasFront = this.#first < this.#frontEnd
    const [matrix, at] = this.#backLength > 0 ? [this.#product, row] : [this.#front, front + row]
    if (hasFront && this.#backLength > 0)
      vectorTimesMatrix(this.#product, row, this.#front, front, states, states, out, 0)
    else for (let k = 0; k < states; k++) out[k] = matrix[at + k]!
  }

  /** out[i] = Σ_j filtered[j]·M_t[j][i] for the oldest step: p(z_t = i | x_{1:s}), [K]. */
  marginals(filtered: Float64Array, out: Float64Array): void {
    const { states } = this
    const hasFront = this.#first < this.#frontEnd
    let x = filtered
    if (this.length > 1 && this.#backLength > 0) {
      const target = hasFront ? this.#row : out
      vectorTimesMatrix(x, 0, this.#product, 0, states, states, target, 0)
      x = target
    }
    if (hasFront) vectorTimesMatrix(x, 0, this.#front, this.#first * this.#size, states, states, out, 0)
    else if (x !== out) out.set(x)
  }

  /** Hands over p(z_u = i | x_{1:s}) of all pending steps, oldest first, by one pass backward, and clears. */
  drain(filtered: Float64Array, take: (marginals: Float64Array) => void): void {
    const { states, length } = this
    if (length === 0) return
    const backSteps = this.#backLength + 1
    const all = new Float64Array(backSteps * states)
    all.set(filtered, this.#backLength * states)
    for (let b = this.#backLength - 1; b >= 0; b--) {
      const kernel = b * this.#kernelSize
      const at = (b + 1) * states
      matrixTimesKernel(all, at, 1, this.edges, this.kernels, kernel, states, all, b * states)
    }
    // all[0] is p(z_m | x_{1:s}), from which every F leads to its own step.
    for (; this.#first < this.#frontEnd; this.#first++) {
      vectorTimesMatrix(all, 0, this.#front, this.#first * this.#size, states, states, this.#row, 0)
      take(this.#row)
    }
    for (let u = 0; u < backSteps; u++) take(all.subarray(u * states, (u + 1) * states))
    this.clear()
  }

  /** The oldest kernel leaves the back; the others become the front. */
  #turnOver(): void {
    const { states } = this
    const count = this.#backLength - 1
    this.#front = withRoom(this.#front, count * this.#size)
    for (let b = count - 1; b >= 0; b--) {
      const kernel = (b + 1) * this.#kernelSize
      const at = b * this.#size
      if (b === count - 1) kernelAsMatrix(this.edges, this.kernels, kernel, states, this.#front, at)
      else {
        const younger = at + this.#size
        matrixTimesKernel(
          this.#front,
          younger,
          states,
          this.edges,
          this.kernels,
          kernel,
          states,
          this.#front,
          at,
        )
      }
    }
    this.#first = 0
    this.#frontEnd = count
    this.#backLength = 0
  }

  #setProduct(kernel: number): void {
    kernelAsMatrix(this.edges, this.kernels, kernel, this.states, this.#product, 0)
  }
}

/** The same content with room for `length` numbers. */
function withRoom(buffer: Float64Array, length: number): Float64Array {
  if (buffer.length >= length) return buffer
  const larger = new Float64Array(Math.max(length, 2 * buffer.length))
  larger.set(buffer)
  return larger
}
