import type { Scalar, Tensor } from '../tensor/tf.js'
import { batchLaws, type GradientContext } from './batch-laws.js'
import { inferredLogLikelihood, type Law } from './inferred.js'

export interface BatchGradient {
  /** log p(x | u) of the batch, nats. */
  readonly logLikelihood: number
  /** Its derivatives with respect to the values of each trainable. */
  readonly gradients: readonly Float32Array[]
  /** For each trainable the rows that its derivatives are of, the others being 0; null where they are of all. */
  readonly rows: readonly (Int32Array | null)[]
}

/**
 * The log-likelihood of some whole sequences and its gradient, on a device that lets its tensors be read at once.
 *
 * @param seed of the hidden units that are left out; null leaves out none
 */
export function batchGradient(
  context: GradientContext,
  values: readonly Float32Array[],
  sequences: readonly number[],
  seed: number | null,
): BatchGradient {
  const { tf } = context
  const { at, lawAt, blocks } = batchLaws(context, values, sequences, seed)
  // Freed also where memory runs out on the way.
  try {
    const total = (...given: Tensor[]) => inferredLogLikelihood(tf, lawAt(given))
    const { value, grads } = tf.tidy(() => tf.valueAndGrads(total)(at))
    const read = grads.map((gradient) => gradient.dataSync() as Float32Array)
    const logLikelihood = value.dataSync()[0]!
    tf.dispose([value, grads])
    return gathered(logLikelihood, blocks(read))
  } finally {
    tf.dispose(at)
  }
}

/**
 * The same on a device whose tensors arrive later, as on WebGPU, in two passes: the first gives what inference needs, inference its
 * derivatives, and the second the gradient of the sum of products of both, which is that of the log-likelihood.
 */
export async function batchGradientLater(
  context: GradientContext,
  values: readonly Float32Array[],
  sequences: readonly number[],
  seed: number | null,
): Promise<BatchGradient> {
  const { tf } = context
  const { at, lawAt, blocks } = batchLaws(context, values, sequences, seed)
  try {
    const kept: Law[] = []
    const parts = tf.tidy(() => {
      kept.push(lawAt(at))
      return [...kept[0]!.parts]
    })
    const numbers = await Promise.all(parts.map(async (part) => Float64Array.from(await part.data())))
    tf.dispose(parts)
    const { logLikelihood, derivatives } = kept[0]!.infer(numbers)
    const sum = (...given: Tensor[]) =>
      lawAt(given)
        .parts.map((part, i) =>
          tf.sum(tf.mul(part, tf.tensor(Float32Array.from(derivatives[i]!), part.shape))),
        )
        .reduce((a, b) => tf.add(a, b)) as Scalar
    const grads = tf.tidy(() => tf.grads(sum)(at))
    const read = await Promise.all(grads.map(async (gradient) => (await gradient.data()) as Float32Array))
    tf.dispose(grads)
    return gathered(logLikelihood, blocks(read))
  } finally {
    tf.dispose(at)
  }
}

function gathered(
  logLikelihood: number,
  blocks: readonly { values: Float32Array; rows: Int32Array | null }[],
) {
  return {
    logLikelihood,
    gradients: blocks.map((block) => block.values),
    rows: blocks.map((block) => block.rows),
  }
}
