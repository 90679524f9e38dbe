import type { NeuralExpert } from '../../src/model/experts/neural.js'
import { batchGradient } from '../../src/neural/batch-gradient.js'
import { parametersAt, trainablesOf, valuesOf } from '../../src/neural/trainables.js'
import { createRandom } from '../../src/random.js'
import type { Tf } from '../../src/tensor/tf.js'
import { type PreparedNetwork, totalLogLikelihood } from './helpers.js'

export interface GradientError {
  /** Of the gradient against finite differences: norm of the difference over the norm. */
  readonly relative: number
  /** log-likelihood that training found, and that of the plain forward pass. */
  readonly found: number
  readonly expected: number
}

/** The gradient of all sequences at random weights, beside finite differences of the plain forward pass. */
export function gradientError(prepared: PreparedNetwork, tf: Tf): GradientError {
  const { problem, model } = prepared
  const trainables = trainablesOf(
    model,
    model.experts.map(() => 0),
  )
  const start = model.experts.map((each) => (each as NeuralExpert).initialise(createRandom(3)))
  const values = valuesOf(trainables, { gate: model.gate.initialise(createRandom(4)), experts: start })
  // Away from symmetric points, where a wrong gradient may be right by chance.
  const random = createRandom(5)
  for (const block of values) for (let i = 0; i < block.length; i++) block[i]! += 0.3 * random.normal()

  const all = problem.data.sequenceIds.map((_, s) => s)
  const { logLikelihood, gradients, rows } = batchGradient({ tf, ...problem, trainables }, values, all, null)
  const exact = values.map((block) => Float64Array.from(block))
  const f = () => totalLogLikelihood(prepared, parametersAt(trainables, exact, model.experts.length))
  const expected = f()
  let error = 0
  let size = 0
  for (const [i, block] of exact.entries()) {
    const found = new Float64Array(block.length)
    const some = rows[i] ?? [0]
    const width = gradients[i]!.length / some.length
    for (const [r, row] of some.entries())
      found.set(gradients[i]!.subarray(r * width, (r + 1) * width), row * width)
    for (const [j, g] of differences(f, block).entries()) {
      error += (g - found[j]!) ** 2
      size += g * g
    }
  }
  return { relative: Math.sqrt(error / size), found: logLikelihood, expected }
}

/** Values of float64, so that a difference of h has its full precision. */
function differences(f: () => number, block: Float64Array, h = 1e-5): Float64Array {
  return block.map((value, i) => {
    block[i] = value + h
    const above = f()
    block[i] = value - h
    const below = f()
    block[i] = value
    return (above - below) / (2 * h)
  })
}
