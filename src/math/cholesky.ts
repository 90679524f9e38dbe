/**
 * Replaces a symmetric matrix (lower half by rows, n × n) by its factor L, A = L·Lᵀ. Tells whether A was positive
 * definite; where it was not, the content is undefined.
 */
export function choleskyInPlace(a: Float64Array, n: number): boolean {
  for (let i = 0, row = 0; i < n; i++, row += i) {
    for (let j = 0, column = 0; j <= i; j++, column += j) {
      let sum = a[row + j]!
      for (let k = 0; k < j; k++) sum -= a[row + k]! * a[column + k]!
      if (j < i) a[row + j] = sum / a[column + j]!
      else if (sum > 0 && sum < Number.POSITIVE_INFINITY) a[row + i] = Math.sqrt(sum)
      else return false
    }
  }
  return true
}
