import type { Scalar, Tensor, Tf } from '../tensor/tf.js'

/** What inference says of a batch: Σ log p(x | u), nats, and its derivatives by each of the arrays that it was given. */
export interface Inferred {
  readonly logLikelihood: number
  readonly derivatives: readonly Float64Array[]
}

/** Tensors that hold all that inference needs, and inference in float64 on their values. */
export interface Law {
  readonly parts: readonly Tensor[]
  infer(values: readonly Float64Array[]): Inferred
}

/** The log-likelihood of a law as a function of its parts, for tf.js to differentiate: the gradient is what inference says. */
export function inferredLogLikelihood(tf: Tf, { parts, infer }: Law): Scalar {
  const total = tf.customGrad((...args) => {
    // The last argument is the function that keeps tensors for the gradient.
    const values = (args as unknown as Tensor[])
      .slice(0, parts.length)
      .map((part) => Float64Array.from(part.dataSync()))
    const { logLikelihood, derivatives } = infer(values)
    const gradFunc = (dy: Tensor) =>
      parts.map((part, i) => tf.mul(dy, tf.tensor(Float32Array.from(derivatives[i]!), part.shape)))
    return { value: tf.scalar(logLikelihood), gradFunc }
  })
  return total(...parts) as Scalar
}
