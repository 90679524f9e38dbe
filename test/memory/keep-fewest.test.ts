import { describe, expect, it } from 'vitest'
import { keepFewest } from '../../src/memory/keep-fewest.js'
import { sortAscending } from '../../src/memory/sort-ascending.js'
import { createRandom } from '../../src/random.js'

/** The same by sorting: leave out from the smallest on, of equal ones the higher states, while the budget lasts. */
function bySorting(states: readonly number[], mass: Float64Array, budget: number): number[] {
  const order = [...states].sort((a, b) => mass[b]! - mass[a]! || a - b)
  let left = budget
  while (order.length > 1 && mass[order.at(-1)!]! <= left) left -= mass[order.pop()!]!
  return order.sort((a, b) => a - b)
}

describe('keepFewest', () => {
  it('chooses what sorting chooses, with many equal masses and zeros, and loses no state', () => {
    const random = createRandom(5, 'keep-fewest')
    for (let round = 0; round < 2000; round++) {
      const count = 1 + random.integer(30)
      // Eighths: sums are exact, so that both count the same.
      const mass = Float64Array.from({ length: 2 * count }, () => random.integer(9) / 8)
      const states = Int32Array.from({ length: count }, (_, i) => 2 * i + random.integer(2))
      const total = states.reduce((sum, k) => sum + mass[k]!, 0)
      const budget = (random.integer(8) / 8) * total
      if (total === 0) continue
      const list = states.slice()
      const kept = keepFewest(list, count, mass, budget)
      const first = [...list.subarray(0, kept)].sort((a, b) => a - b)
      expect(first).toEqual(bySorting([...states], mass, budget))
      expect(list.slice().sort()).toEqual(states.slice().sort())
    }
  })

  it('keeps everything of equal mass that a small budget cannot leave out', () => {
    const mass = new Float64Array(10).fill(0.1)
    expect(keepFewest(Int32Array.from(mass.keys()), 10, mass, 0.05)).toBe(10)
  })
})

describe('sortAscending', () => {
  it('sorts the part that is named, and only that', () => {
    const random = createRandom(6, 'sort')
    for (let round = 0; round < 200; round++) {
      const values = Int32Array.from({ length: random.integer(400) }, () => random.integer(1000))
      const from = random.integer(values.length + 1)
      const to = from + random.integer(values.length - from + 1)
      const expected = values.slice()
      expected.subarray(from, to).sort()
      sortAscending(values, from, to)
      expect(values).toEqual(expected)
    }
  })
})
