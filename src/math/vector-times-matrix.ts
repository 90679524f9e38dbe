/**
 * y = x·M for a row-major M [rows][columns]; each array begins at its offset.
 * Eight columns at a time, so that the sums stay in registers and do not wait for one another.
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
  for (; k + 8 <= columns; k += 8) {
    let s0 = 0
    let s1 = 0
    let s2 = 0
    let s3 = 0
    let s4 = 0
    let s5 = 0
    let s6 = 0
    let s7 = 0
    for (let j = 0, at = mAt + k; j < rows; j++, at += columns) {
      const xj = x[xAt + j]!
      s0 += xj * m[at]!
      s1 += xj * m[at + 1]!
      s2 += xj * m[at + 2]!
      s3 += xj * m[at + 3]!
      s4 += xj * m[at + 4]!
      s5 += xj * m[at + 5]!
      s6 += xj * m[at + 6]!
      s7 += xj * m[at + 7]!
    }
    y[yAt + k] = s0
    y[yAt + k + 1] = s1
    y[yAt + k + 2] = s2
    y[yAt + k + 3] = s3
    y[yAt + k + 4] = s4
    y[yAt + k + 5] = s5
    y[yAt + k + 6] = s6
    y[yAt + k + 7] = s7
  }
  for (; k + 2 <= columns; k += 2) {
    let s0 = 0
    let s1 = 0
    for (let j = 0, at = mAt + k; j < rows; j++, at += columns) {
      const xj = x[xAt + j]!
      s0 += xj * m[at]!
      s1 += xj * m[at + 1]!
    }
    y[yAt + k] = s0
    y[yAt + k + 1] = s1
  }
  if (k < columns) {
    let s = 0
    for (let j = 0, at = mAt + k; j < rows; j++, at += columns) s += x[xAt + j]! * m[at]!
    y[yAt + k] = s
  }
}
