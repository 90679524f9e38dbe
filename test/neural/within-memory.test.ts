import { describe, expect, it } from 'vitest'
import type { Encoded } from '../../src/encode/encoded.js'
import { withinMemory } from '../../src/neural/within-memory.js'
import { OutOfMemoryError } from '../../src/tensor/out-of-memory.js'

/** Sequences of 10, 20, … 80 steps. */
const data = { offsets: Uint32Array.from([0, 10, 30, 60, 100, 150, 210, 280, 360]) } as Encoded
const lengths = (sequences: readonly number[]) => sequences.reduce((sum, s) => sum + 10 * (s + 1), 0)

/** A device that has room for so many steps, and says otherwise what tensorflow would. */
const device = (room: number) => (sequences: readonly number[]) => {
  if (lengths(sequences) > room) throw new Error('OOM when allocating tensor with shape[360,64]')
  return lengths(sequences)
}

function failure(work: () => unknown): OutOfMemoryError {
  try {
    work()
  } catch (error) {
    if (error instanceof OutOfMemoryError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('a training step for which the device has no room', () => {
  const all = [0, 1, 2, 3, 4, 5, 6, 7]

  it('goes by where it fits', () => {
    expect(withinMemory(device(360), all, data)).toBe(360)
  })

  it('names a batch size with which any batch fits', () => {
    const error = failure(() => withinMemory(device(200), all, data))
    expect(error.message).toBe('the device has no room for a training step of 8 sequences, 360 time steps')
    // 4 of the longest are 260 steps, 2 of them 150.
    expect(error.hint).toBe('begin again with --set training.batchSize=2: the 2 longest sequences fit')
  })

  it('says so where not even one sequence fits', () => {
    const error = failure(() => withinMemory(device(70), all, data))
    expect(error.hint).toBe(
      'the longest sequence alone (80 steps) is too much: cut the sequences up, or take fewer units or states, or another --device',
    )
  })

  it('leaves other errors alone', () => {
    const broken = () => {
      throw new TypeError('not a tensor')
    }
    expect(() => withinMemory(broken, all, data)).toThrow(TypeError)
  })
})
