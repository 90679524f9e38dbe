import { describe, expect, it } from 'vitest'
import { addOuterProducts } from '../../src/math/add-outer-products.js'
import { matrixTimesVector } from '../../src/math/matrix-times-vector.js'
import { vectorTimesMatrix } from '../../src/math/vector-times-matrix.js'
import { createRandom } from '../../src/random.js'

const random = createRandom(2)
const drawn = (length: number) => Float64Array.from({ length }, () => random.normal())
const SUM_TOLERANCE = 12

describe.each([1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 19])('size %i', (size) => {
  it('vectorTimesMatrix and matrixTimesVector are the sums of their definition, from any offset', () => {
    const rows = size + 1
    const [m, x, z] = [drawn(2 + rows * size), drawn(3 + rows), drawn(1 + size)]
    const y = new Float64Array(4 + size)
    vectorTimesMatrix(x, 3, m, 2, rows, size, y, 4)
    const back = new Float64Array(rows)
    matrixTimesVector(m, 2, rows, size, z, 1, back, 0)
    for (let k = 0; k < size; k++) {
      let s = 0
      for (let j = 0; j < rows; j++) s += x[3 + j]! * m[2 + j * size + k]!
      expect(y[4 + k]).toBeCloseTo(s, SUM_TOLERANCE)
    }
    for (let j = 0; j < rows; j++) {
      let s = 0
      for (let k = 0; k < size; k++) s += m[2 + j * size + k]! * z[1 + k]!
      expect(back[j]).toBeCloseTo(s, SUM_TOLERANCE)
    }
    expect([...y.subarray(0, 4)]).toEqual([0, 0, 0, 0])
  })

  it('addOuterProducts adds the sum over steps', () => {
    const steps = 5
    const [left, right] = [drawn(steps * size), drawn((steps + 1) * size)]
    const sum = new Float64Array(size * size).fill(1)
    addOuterProducts(left, 0, right, size, steps, size, sum)
    for (let j = 0; j < size; j++) {
      for (let k = 0; k < size; k++) {
        let s = 1
        for (let t = 0; t < steps; t++) s += left[t * size + j]! * right[(t + 1) * size + k]!
        expect(sum[j * size + k]).toBeCloseTo(s, SUM_TOLERANCE)
      }
    }
  })
})
