import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { mersenne } from 'pure-rand/generator/mersenne'

/** A stream of random numbers that depends on its seed and its labels only. */
export interface Random {
  /** Uniform on [0, 1), 53 bits. */
  uniform(): number
  /** Standard normal (polar method of Marsaglia). */
  normal(): number
  /** Uniform integer in 0 … n − 1. */
  integer(n: number): number
  /** Index drawn in proportion to non-negative weights (not all zero). */
  index(weights: ArrayLike<number>): number
  /** Gamma with the given shape and scale 1 (Marsaglia & Tsang 2000). */
  gamma(shape: number): number
  /** Poisson with the given rate. */
  poisson(rate: number): number
  /** An independent stream: the same labels give the same stream, whatever was drawn before. */
  split(...labels: (string | number)[]): Random
}

export function createRandom(seed: number, ...labels: (string | number)[]): Random {
  return new LabelledRandom([seed, ...labels].join('/'))
}

class LabelledRandom implements Random {
  readonly #generator
  #spare: number | undefined

  constructor(private readonly path: string) {
    this.#generator = mersenne(hash(path))
  }

  uniform(): number {
    return uniformFloat64(this.#generator)
  }

  integer(n: number): number {
    return Math.floor(this.uniform() * n)
  }

  normal(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare
      this.#spare = undefined
      return spare
    }
    for (;;) {
      const u = 2 * this.uniform() - 1
      const v = 2 * this.uniform() - 1
      const s = u * u + v * v
      if (s > 0 && s < 1) {
        const scale = Math.sqrt((-2 * Math.log(s)) / s)
        this.#spare = v * scale
        return u * scale
      }
    }
  }

  index(weights: ArrayLike<number>): number {
    let total = 0
    for (let i = 0; i < weights.length; i++) total += weights[i]!
    let left = this.uniform() * total
    let last = 0
    for (let i = 0; i < weights.length; i++) {
      const w = weights[i]!
      if (w <= 0) continue
      last = i
      left -= w
      if (left < 0) return i
    }
    return last
  }

  gamma(shape: number): number {
    if (shape < 1) return this.gamma(shape + 1) * (1 - this.uniform()) ** (1 / shape)
    const d = shape - 1 / 3
    const c = 1 / Math.sqrt(9 * d)
    for (;;) {
      const x = this.normal()
      const v = (1 + c * x) ** 3
      if (v > 0 && Math.log(1 - this.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
    }
  }

  poisson(rate: number): number {
    // Large rates are halved through the additivity of Poisson and the gamma waiting time (Ahrens & Dieter 1974).
    let count = 0
    let left = rate
    while (left > 30) {
      const jump = Math.floor((left * 7) / 8)
      const time = this.gamma(jump)
      if (time > left) return count + this.#binomial(jump - 1, left / time)
      count += jump
      left -= time
    }
    const limit = Math.exp(-left)
    let product = this.uniform()
    while (product > limit) {
      count++
      product *= this.uniform()
    }
    return count
  }

  #binomial(n: number, p: number): number {
    let count = 0
    for (let i = 0; i < n; i++) if (this.uniform() < p) count++
    return count
  }

  split(...labels: (string | number)[]): Random {
    return new LabelledRandom([this.path, ...labels].join('/'))
  }
}

/** 32-bit FNV-1a with the finaliser of MurmurHash3, so that neighbouring seeds give unrelated streams. */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) | 0
}
