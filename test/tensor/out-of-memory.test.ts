import { expect, it } from 'vitest'
import { openDevice } from '../../src/tensor/open-device.js'
import { isOutOfMemory, OutOfMemoryError } from '../../src/tensor/out-of-memory.js'

it.each([
  'OOM when allocating tensor with shape[4096,4096] and type float on /job:localhost/replica:0/task:0/device:GPU:0',
  'Invalid TF_Status: 8\nMessage: RESOURCE_EXHAUSTED: failed to allocate memory',
  'Out of memory: Buffer size (8589934592)',
  'std::bad_alloc',
  'Array buffer allocation failed',
])('knows what devices say: %s', (message) => {
  expect(isOutOfMemory(new Error(message))).toBe(true)
})

it('takes no other error for it', () => {
  expect(isOutOfMemory(new Error('shapes [2,3] and [4] do not match'))).toBe(false)
  expect(isOutOfMemory('out of memory')).toBe(false)
})

it('wasm refuses what has no room rather than write it over others', async () => {
  const { tf, close } = await openDevice('wasm')
  const held = tf.tensor1d([1, 2, 3])
  // 1.2 GB are left, which are taken without being written to.
  const { wasm } = tf.backend() as unknown as { wasm: { _malloc(bytes: number): number } }
  wasm._malloc(3e9)
  for (const size of [4e8, 1.2e9]) expect(() => tf.fill([size], 7)).toThrow(OutOfMemoryError)
  expect([...held.dataSync()]).toEqual([1, 2, 3])
  expect([...tf.add(held, 1).dataSync()]).toEqual([2, 3, 4])
  close()
})
