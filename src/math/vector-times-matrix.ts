/**
 * y = x·M for a row-major M [rows][columns]; each array begins at its offset.
 * Four columns at a time, so that the sums stay in registers and do not wait for one another.
 */
export function vectorTimesMatrix(
  x: Float64Array,
  xAt: number,
  m: Float64Array,
  mAt: number,
  rows: number,
  columns: number,
  y: Float64Array,
  yAt: number,
): void {
  let k = 0
  for (; k + 4 <= columns; k += 4) {
    let s0 = 0
    let s1 = 0
    let s2 = 0
    let s3 = 0
    for (let j = 0, at = mAt + k; j < rows; j++, at += columns) {
      const xj = x[xAt + j]!
      s0 += xj * m[at]!
      s1 += xj * m[at + 1]!
      s2 += xj * m[at + 2]!
      s3 += xj * m[at + 3]!
    }
    y[yAt + k] = s0
    y[yAt + k + 1] = s1
    y[yAt + k + 2] = s2
    y[yAt + k + 3] = s3
  }
  for (; k < columns; k++) {
    let s = 0
    for (let j = 0, at = mAt + k; j < rows; j++, at += columns) s += x[xAt + j]! * m[at]!
    y[yAt + k] = s
  }
}
