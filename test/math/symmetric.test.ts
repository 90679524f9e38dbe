import fc from 'fast-check'
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { choleskyInPlace } from '../../src/math/cholesky.js'
import { clipEigenvalues } from '../../src/math/clip-eigenvalues.js'
import { invertLower } from '../../src/math/invert-lower.js'
import { pack, packedIndex, packedLength, unpack } from '../../src/math/packed.js'
import { createRandom } from '../../src/random.js'

const shapes = fc.record({ seed: fc.integer({ min: 1, max: 1e6 }), n: fc.integer({ min: 1, max: 7 }) })
const runs = { seed: 77, numRuns: 30 }

/** B·Bᵀ with B n × rank, lower half. */
function gram(seed: number, n: number, rank: number): Float64Array {
  const random = createRandom(seed)
  const b = Matrix.from1DArray(
    n,
    rank,
    Array.from({ length: n * rank }, () => random.normal()),
  )
  return pack(Float64Array.from(b.mmul(b.transpose()).to1DArray()), n)
}

function eigenvalues(packed: Float64Array, n: number): number[] {
  const square = new Float64Array(n * n)
  unpack(packed, n, square)
  const { realEigenvalues } = new EigenvalueDecomposition(Matrix.from1DArray(n, n, square), {
    assumeSymmetric: true,
  })
  return realEigenvalues.sort((a, b) => a - b)
}

describe('small symmetric matrices', () => {
  it('are the product of their Cholesky factor with its transpose, and the inverse factor undoes it', () => {
    fc.assert(
      fc.property(shapes, ({ seed, n }) => {
        const a = gram(seed, n, n + 2)
        const lower = a.slice()
        expect(choleskyInPlace(lower, n)).toBe(true)
        const inverse = invertLower(lower, n)
        for (let i = 0; i < n; i++) {
          for (let j = 0; j <= i; j++) {
            let product = 0
            let identity = 0
            for (let k = 0; k <= j; k++) product += lower[packedIndex(i, k)]! * lower[packedIndex(j, k)]!
            for (let k = j; k <= i; k++) identity += lower[packedIndex(i, k)]! * inverse[packedIndex(k, j)]!
            expect(product).toBeCloseTo(a[packedIndex(i, j)]!, 9)
            expect(identity).toBeCloseTo(Number(i === j), 9)
          }
        }
      }),
      runs,
    )
  })

  it.each([
    ['an indefinite matrix', [1, 2, 1]],
    ['a singular matrix', [1, 1, 1]],
    ['a matrix with NaN', [Number.NaN, 0, 1]],
    ['a negative number', [-1, 0, 1]],
  ])('have no Cholesky factor: %s', (_, packed) => {
    expect(choleskyInPlace(Float64Array.from(packed), 2)).toBe(false)
  })

  it('have the eigenvalues max(λ, floor) after clipping', () => {
    fc.assert(
      fc.property(shapes, ({ seed, n }) => {
        const a = gram(seed, n, Math.max(1, n - 1))
        const before = eigenvalues(a, n)
        const floor = 0.3
        const clipped = a.slice()
        expect(clipEigenvalues(clipped, n, floor)).toBe(before.filter((value) => value < floor).length)
        eigenvalues(clipped, n).forEach((value, i) => {
          expect(value).toBeCloseTo(Math.max(before[i]!, floor), 9)
        })
      }),
      runs,
    )
  })

  it('are not touched where all eigenvalues are above the floor', () => {
    const a = gram(5, 3, 9)
    const clipped = a.slice()
    expect(clipEigenvalues(clipped, 3, 1e-6)).toBe(0)
    expect(clipped).toEqual(a)
    expect(packedLength(3)).toBe(a.length)
  })
})
