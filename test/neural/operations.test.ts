import { expect, it } from 'vitest'
import { logSoftmaxAt } from '../../src/neural/log-softmax-at.js'
import { relu } from '../../src/neural/relu.js'
import { hasKernel, nativeKernels } from '../../src/tensor/native-kernels.js'
import { openDevice } from '../../src/tensor/open-device.js'
import type { Tensor } from '../../src/tensor/tf.js'
import { absence, titled } from '../tensor/extras.js'

/** Two steps, two states, three symbols; the third step is missing, the fourth a symbol that training never saw. */
const outputs = [
  [
    [0.5, -1, 2],
    [1, 1, 1],
  ],
  [
    [30, -30, 0],
    [0, 0.25, -0.25],
  ],
  [
    [1, 2, 3],
    [4, 5, 6],
  ],
  [
    [7, 8, 9],
    [-1, -2, -3],
  ],
]
const codes = Int32Array.from([2, 1, -1, 3])
/** Weights of the log-densities in the sum that is differentiated. */
const weights = [
  [1, -2],
  [0.5, 3],
  [4, 5],
  [6, 7],
]

function softmax(row: readonly number[]): number[] {
  const most = Math.max(...row)
  const e = row.map((o) => Math.exp(o - most))
  const total = e.reduce((a, b) => a + b)
  return e.map((x) => x / total)
}

const seen = (t: number) => codes[t]! >= 0 && codes[t]! < 3
const expectedValues = outputs.flatMap((states, t) =>
  states.map((row) => (seen(t) ? Math.log(softmax(row)[codes[t]!]!) : 0)),
)
const expectedGradient = outputs.flatMap((states, t) =>
  states.flatMap((row, k) =>
    softmax(row).map((p, j) => (seen(t) ? weights[t]![k]! * ((j === codes[t] ? 1 : 0) - p) : 0)),
  ),
)

const close = (found: ArrayLike<number>, expected: readonly number[]) => {
  expect(found.length).toBe(expected.length)
  for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 4)
}

for (const name of ['javascript', 'wasm', 'tfjs-node', 'tfjs-node-gpu'] as const) {
  const absent = absence(name)

  it.skipIf(absent !== null)(
    titled(`${name}: log softmax at a symbol, and its gradient`, absent),
    async () => {
      const { tf, close: end } = await openDevice(name)
      // The two ways to compute it are both seen by these tests where tensorflow's library is at hand.
      expect(hasKernel(tf, nativeKernels.crossEntropy)).toBe(name.startsWith('tfjs-node'))
      const o = tf.tensor3d(outputs)
      close(logSoftmaxAt(tf, o, codes).dataSync(), expectedValues)
      const sum = (x: Tensor) => tf.sum(tf.mul(logSoftmaxAt(tf, x as typeof o, codes), tf.tensor2d(weights)))
      close(tf.grad(sum)(o).dataSync(), expectedGradient)
      end()
    },
  )

  it.skipIf(absent !== null)(titled(`${name}: relu, whose gradient at 0 is 0`, absent), async () => {
    const { tf, close: end } = await openDevice(name)
    const x = tf.tensor1d([-2, 0, 3])
    close(relu(tf, x).dataSync(), [0, 0, 3])
    close(
      tf
        .grad((at: Tensor) => tf.sum(tf.mul(relu(tf, at), tf.tensor1d([5, 6, 7]))))(x)
        .dataSync(),
      [0, 0, 7],
    )
    end()
  })
}
