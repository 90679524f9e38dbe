import { createRandom } from '../../src/random.js'
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tf } from '../../src/tensor/tf.js'

export interface Training {
  /** [N][3] outputs before training. */
  readonly forward: Float32Array
  /** Gradient of the first step, by parameter. */
  readonly gradients: readonly Float32Array[]
  /** Loss before each step of Adam, and after the last. */
  readonly losses: readonly number[]
  /** Parameters after the last step. */
  readonly parameters: readonly Float32Array[]
}

const [rows, inputs, units, classes, embeddings] = [200, 6, 16, 3, 5]

/** A dense relu layer beside a learned embedding into a softmax: ten steps of Adam, the same numbers for every device. */
export async function smallTraining(tf: Tf, steps = 10): Promise<Training> {
  const random = createRandom(7, 'small-training')
  const normal = (length: number, scale = 1) => Float32Array.from({ length }, () => scale * random.normal())
  const x = tf.tensor2d(normal(rows * inputs), [rows, inputs])
  const state = tf.tensor1d(
    Int32Array.from({ length: rows }, () => random.integer(embeddings)),
    'int32',
  )
  const label = Int32Array.from({ length: rows }, () => random.integer(classes))
  const target = tf.tensor2d(
    Float32Array.from({ length: rows * classes }, (_, i) =>
      Number(label[Math.floor(i / classes)] === i % classes),
    ),
    [rows, classes],
  )
  const w1 = tf.variable(tf.tensor2d(normal(inputs * units, 0.4), [inputs, units]))
  const b1 = tf.variable(tf.tensor1d(normal(units, 0.1)))
  const e = tf.variable(tf.tensor2d(normal(embeddings * 4, 0.5), [embeddings, 4]))
  const w2 = tf.variable(tf.tensor2d(normal((units + 4) * classes, 0.4), [units + 4, classes]))
  const variables = [w1, b1, e, w2]
  const outputs = () => {
    const hidden = tf.relu(tf.add(tf.matMul(x, w1 as Tensor2D), b1))
    const embedded = tf.gather(e, state as Tensor1D)
    return tf.matMul(tf.concat([hidden, embedded], 1) as Tensor2D, w2 as Tensor2D)
  }
  const loss = () => tf.neg(tf.mean(tf.sum(tf.mul(target, tf.logSoftmax(outputs())), 1))) as Scalar
  const adam = tf.train.adam(0.01)
  const forward = (await read(tf.tidy(outputs))) as Float32Array
  const losses: number[] = []
  let gradients: Float32Array[] = []
  for (let step = 0; step < steps; step++) {
    const { value, grads } = tf.tidy(() => tf.variableGrads(loss, variables))
    losses.push((await value.data())[0]!)
    if (step === 0)
      gradients = await Promise.all(variables.map((v) => grads[v.name]!.data() as Promise<Float32Array>))
    adam.applyGradients(grads as Parameters<typeof adam.applyGradients>[0])
    tf.dispose([value, ...Object.values(grads)])
  }
  losses.push((await read(tf.tidy(loss)))[0]!)
  const parameters = (await Promise.all(variables.map((v) => v.data()))) as Float32Array[]
  tf.dispose([x, state, target, ...variables])
  adam.dispose()
  return { forward, gradients, losses, parameters }
}

async function read(tensor: Tensor) {
  const values = await tensor.data()
  tensor.dispose()
  return values
}

/** ‖a − b‖ / ‖b‖ over all numbers of both. */
export function relativeDifference(a: Iterable<number>, b: Iterable<number>): number {
  const [left, right] = [[...a], [...b]]
  if (left.length !== right.length) throw new Error(`${left.length} numbers beside ${right.length}`)
  return Math.sqrt(
    left.reduce((sum, value, i) => sum + (value - right[i]!) ** 2, 0) /
      right.reduce((sum, value) => sum + value ** 2, 0),
  )
}
