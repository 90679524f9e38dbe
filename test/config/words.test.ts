import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseKRange } from '../../src/config/index.js'
import { formatPath, parsePath } from '../../src/config/paths.js'
import { editDistance, nearest } from '../../src/config/suggest.js'

describe('parseKRange(text)', () => {
  it.each([
    ['1:6', [1, 2, 3, 4, 5, 6]],
    ['4', [4]],
    ['1,2,4,8', [1, 2, 4, 8]],
    ['1:10:3', [1, 4, 7, 10]],
    ['8, 1:3 ,2', [1, 2, 3, 8]],
  ])('%s', (text, values) => expect(parseKRange(text)).toEqual(values))

  it.each(['', '0:3', '3:1', '1:5:0', 'a', '1-6', '1:', '-2', '1.5', '1:2:3:4', '1:99999'])(
    'refuses %j',
    (text) => {
      expect(() => parseKRange(text)).toThrow(/expected values of K such as 1:6/)
    },
  )
})

describe('paths', () => {
  it('read back what they print, whatever the keys', () => {
    const part = fc.oneof(fc.nat({ max: 99 }), fc.string({ minLength: 1 }))
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.array(part, { maxLength: 4 }), (first, rest) => {
        const path = [first, ...rest]
        expect(parsePath(formatPath(path))).toEqual(path)
      }),
    )
  })

  it.each(['', '.a', 'a..b', 'a[', 'a[x]', 'a]', 'a[0]b'])('%j is none', (text) =>
    expect(parsePath(text)).toBeNull(),
  )
})

describe('nearest(word, known)', () => {
  const known = ['family', 'columns', 'covariance', 'maxIterations', 'one-standard-error', 'z']
  it.each([
    ['famly', 'family'],
    ['famliy', 'family'],
    ['Columns', 'columns'],
    ['column', 'columns'],
    ['cov', 'covariance'],
    ['max_iterations', 'maxIterations'],
    ['onestandarderror', 'one-standard-error'],
    ['xyzzy', undefined],
    ['q', undefined],
  ])('%s → %s', (word, meant) => expect(nearest(word, known)).toBe(meant))
})

describe('editDistance(a, b)', () => {
  it('is symmetric, 0 only for equal words, and at most the longer length', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const distance = editDistance(a, b)
        expect(distance).toBe(editDistance(b, a))
        expect(distance === 0).toBe(a === b)
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length))
      }),
    )
  })

  it.each([
    ['kitten', 'sitting', 3],
    ['ab', 'ba', 1],
    ['', 'abc', 3],
  ])('%s and %s: %i', (a, b, distance) => expect(editDistance(a, b)).toBe(distance))
})
