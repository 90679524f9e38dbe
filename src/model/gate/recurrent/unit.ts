import { affine, type Layer } from '../../experts/neural/affine.js'
import type { Numbers } from '../../experts/neural/letters.js'
import type { Parameters, TensorLayout } from '../../tensor.js'

/** The sizes of a recurrent gate: P inputs, H numbers in its state, K hidden states. */
export interface RecurrentSizes {
  readonly inputs: number
  readonly units: number
  readonly states: number
}

/** The weights by name. The columns of the first three stand for z, r and the candidate, H each, in this order. */
export function recurrentLayout({ inputs, units, states }: RecurrentSizes): Record<string, TensorLayout> {
  return {
    input: { axes: ['input', 'unit'], shape: [inputs, 3 * units] },
    inputBias: { axes: ['unit'], shape: [3 * units] },
    recurrent: { axes: ['input', 'unit'], shape: [units, 3 * units] },
    candidateBias: { axes: ['unit'], shape: [units] },
    start: { axes: ['unit'], shape: [units] },
    scores: { axes: ['input', 'state'], shape: [units, states] },
  }
}

/**
 * A gated recurrent unit (Cho et al. 2014, with the reset gate after the product, as Keras and cuDNN have it), in plain arithmetic:
 *
 *     z = σ(u W_z + b_z + s U_z)    r = σ(u W_r + b_r + s U_r)    n = tanh(u W_n + b_n + r ∘ (s U_n + c))
 *     s' = z ∘ s + (1 − z) ∘ n
 */
export class RecurrentUnit {
  readonly #input: Layer
  readonly #recurrent: Layer

  constructor(
    private readonly sizes: RecurrentSizes,
    private readonly weights: Parameters,
  ) {
    const width = 3 * sizes.units
    this.#input = { matrix: weights.input!.values, bias: weights.inputBias!.values, width }
    this.#recurrent = { matrix: weights.recurrent!.values, bias: this.#input.bias, width }
  }

  /** s_0 [H] */
  get start(): Float64Array {
    return this.weights.start!.values
  }

  /** s_t [T][H] for u [T][P], from the state before the first of them on. */
  run(u: Numbers, steps: number, before: Float64Array): Float64Array {
    const { units, inputs } = this.sizes
    const sums = affine(u, steps, inputs, this.#input, 0, this.#input.bias)
    const all = new Float64Array(steps * units)
    let state = before
    for (let t = 0; t < steps; t++) {
      const next = all.subarray(t * units, (t + 1) * units)
      this.#step(sums.subarray(3 * t * units, 3 * (t + 1) * units), state, next)
      state = next
    }
    return all
  }

  /** s_t W [T][K], the log of p(k | s_t) but for a constant of the step. */
  scores(all: Float64Array, steps: number): Float64Array {
    const { units, states } = this.sizes
    const layer = { matrix: this.weights.scores!.values, bias: this.weights.start!.values, width: states }
    return affine(all, steps, units, layer, 0, null)
  }

  #step(sums: Float64Array, before: Float64Array, out: Float64Array): void {
    const { units } = this.sizes
    const products = affine(before, 1, units, this.#recurrent, 0, null)
    const bias = this.weights.candidateBias!.values
    for (let j = 0; j < units; j++) {
      const z = logistic(sums[j]! + products[j]!)
      const r = logistic(sums[units + j]! + products[units + j]!)
      const n = Math.tanh(sums[2 * units + j]! + r * (products[2 * units + j]! + bias[j]!))
      out[j] = z * before[j]! + (1 - z) * n
    }
  }
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x))
}
