import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Device } from '../../src/tensor/device.js'
import { openDevice } from '../../src/tensor/open-device.js'
import type { Tensor2D, Tf } from '../../src/tensor/tf.js'
import { expectAgreement } from './agreement.js'
import { relativeDifference, smallTraining, type Training } from './small-training.js'

/** A backend that counts what it holds, seen by tensors or not. */
interface Counting {
  numDataIds(): number
}

interface Results {
  readonly training: Training
  readonly gather: Float32Array
  readonly products: readonly (readonly number[])[]
  readonly einsum: Float32Array
}

/** The same work on one device after the other: tf.js has one engine in a process. */
async function results(name: string): Promise<Results> {
  const device = await openDevice(name)
  const { tf } = device
  const work = {
    training: await smallTraining(tf),
    gather: gatherGradient(tf),
    products: products(tf),
    einsum: einsum(tf),
  }
  device.close()
  return work
}

function gatherGradient(tf: Tf): Float32Array {
  const rows = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2])
  const chosen = tf.tensor1d([2, 0, 2, 2], 'int32')
  const weight = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8], [4, 2])
  return tf
    .grad((x) => tf.sum(tf.mul(tf.gather(x, chosen), weight)))(rows)
    .dataSync() as Float32Array
}

function products(tf: Tf): number[][] {
  const numbers = (length: number) => Array.from({ length }, (_, i) => Math.sin(i + 1))
  return [false, true].flatMap((transposeA) =>
    [false, true].flatMap((transposeB) => {
      const a = tf.tensor(numbers(24), transposeA ? [2, 4, 3] : [2, 3, 4])
      const b = tf.tensor(numbers(40), transposeB ? [2, 5, 4] : [2, 4, 5])
      const bias = tf.tensor1d(numbers(5))
      const flat = (x: typeof a) =>
        tf.squeeze(tf.slice(x, [1, 0, 0], [1, x.shape[1]!, x.shape[2]!]), [0]) as Tensor2D
      const fused = tf.fused.matMul({
        a: flat(a),
        b: flat(b),
        transposeA,
        transposeB,
        bias,
        activation: 'relu',
      })
      return [[...tf.matMul(a, b, transposeA, transposeB).dataSync()], [...fused.dataSync()]]
    }),
  )
}

const einsum = (tf: Tf) =>
  tf
    .einsum('ij,kj->ik', tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2]))
    .dataSync() as Float32Array

describe('wasm computes what plain JavaScript does', () => {
  let wasm: Results
  let plain: Results
  beforeAll(async () => {
    plain = await results('javascript')
    wasm = await results('wasm')
  })

  it('forward, gradient and ten steps of Adam', () => expectAgreement(wasm.training, plain.training))

  it('the gradient of gather, with rows that are taken several times', () => {
    expect([...plain.gather]).toEqual([3, 4, 0, 0, 13, 16])
    expect([...wasm.gather]).toEqual([...plain.gather])
  })

  it('products with operands transposed, plain and fused with bias and relu', () => {
    for (const [i, product] of wasm.products.entries())
      expect(relativeDifference(product, plain.products[i]!)).toBeLessThan(1e-6)
  })

  it('einsum, by the plain kernel', () => expect([...wasm.einsum]).toEqual([17, 23, 39, 53]))
})

describe('wasm', () => {
  let device: Device
  beforeAll(async () => {
    device = await openDevice('wasm')
  })
  afterAll(() => device.close())

  it('gives the same bits twice', async () => {
    expect(await smallTraining(device.tf)).toEqual(await smallTraining(device.tf))
  })

  it('keeps no tensor of kernels that it borrows or transposes for', () => {
    const { tf } = device
    const work = () => tf.tidy(() => [gatherGradient(tf), products(tf), einsum(tf)])
    const held = () =>
      ['wasm', 'cpu'].map((name) => (tf.findBackend(name) as unknown as Counting).numDataIds())
    work()
    const before = [tf.memory().numTensors, ...held()]
    work()
    expect([tf.memory().numTensors, ...held()]).toEqual(before)
  })

  it('multiplies with a transposed operand about as fast as without', () => {
    const { tf } = device
    const a = tf.ones([256, 2048]) as Tensor2D
    const b = tf.ones([256, 256]) as Tensor2D
    const time = (transposed: boolean) => {
      const start = performance.now()
      const result = transposed ? tf.matMul(a, b, true, false) : tf.matMul(b, a)
      result.dataSync()
      result.dispose()
      return performance.now() - start
    }
    const least = (transposed: boolean) => Math.min(...[1, 2, 3, 4, 5].map(() => time(transposed)))
    // Its own kernel takes 15 to 20 times as long.
    expect(least(true) / least(false)).toBeLessThan(5)
    tf.dispose([a, b])
  })

  it('leaves nobody that listens for uncaught errors', () => {
    const told = ['uncaughtException', 'unhandledRejection'] as const
    const theirs = told
      .flatMap((event) => process.rawListeners(event))
      .filter((listener) => /ExitStatus|throw reason/.test(String(listener)))
    expect(theirs).toEqual([])
  })
})
