import type { Trainable } from './trainables.js'

const beta1 = 0.9
const beta2 = 0.999
const epsilon = 1e-8
/** A gradient longer than this is shortened to it. */
const longest = 1
/** A block without named rows counts as one row. */
const wholeBlock = Int32Array.of(0)

/** Running means of the gradients and of their squares. */
export interface Moments {
  readonly first: readonly Float64Array[]
  readonly second: readonly Float64Array[]
}

/**
 * Adam (Kingma & Ba 2015) that ascends, with decoupled weight decay (Loshchilov & Hutter 2019) and gradients clipped by their
 * global norm. Moments are float64; values float32, so that any device can go on from them.
 */
export class Adam {
  #steps: number
  readonly #first: readonly Float64Array[]
  readonly #second: readonly Float64Array[]

  /** Moves `values` in place, from the beginning or on from `resume`. */
  constructor(
    private readonly trainables: readonly Trainable[],
    private readonly values: readonly Float32Array[],
    resume: (Moments & { readonly step: number }) | null = null,
  ) {
    this.#steps = resume?.step ?? 0
    const zeros = values.map(({ length }) => new Float64Array(length))
    this.#first = copied(resume?.first ?? zeros)
    this.#second = copied(resume?.second ?? zeros)
  }

  /** A copy of the moments. */
  moments(): Moments {
    return { first: copied(this.#first), second: copied(this.#second) }
  }

  /**
   * Moves the values. `scale` multiplies the gradients first (1 / steps of the batch). Of a table whose gradient is that of some
   * `rows`, the other rows and their moments stay as they are.
   */
  ascend(
    gradients: readonly Float32Array[],
    scale: number,
    learningRate: number,
    rows: readonly (Int32Array | null)[] = [],
  ): void {
    this.#steps++
    const norm = scale * globalNorm(gradients)
    const clip = norm > longest ? (scale * longest) / norm : scale
    const bias1 = 1 - beta1 ** this.#steps
    const bias2 = 1 - beta2 ** this.#steps
    for (const [i, gradient] of gradients.entries()) {
      const values = this.values[i]!
      const first = this.#first[i]!
      const second = this.#second[i]!
      const keep = 1 - learningRate * this.trainables[i]!.decay
      const some = rows[i] ?? wholeBlock
      const width = gradient.length / some.length
      for (let r = 0, from = 0; r < some.length; r++) {
        for (let j = some[r]! * width, end = j + width; j < end; j++, from++) {
          const g = clip * gradient[from]!
          first[j] = beta1 * first[j]! + (1 - beta1) * g
          second[j] = beta2 * second[j]! + (1 - beta2) * g * g
          const step = first[j]! / bias1 / (Math.sqrt(second[j]! / bias2) + epsilon)
          values[j] = keep * values[j]! + learningRate * step
        }
      }
    }
  }
}

function globalNorm(gradients: readonly Float32Array[]): number {
  let squares = 0
  for (const gradient of gradients) for (const g of gradient) squares += g * g
  return Math.sqrt(squares)
}

function copied(blocks: readonly Float64Array[]): Float64Array[] {
  return blocks.map((block) => block.slice())
}
