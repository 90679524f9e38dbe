/** y = M·x for a row-major M [rows][columns]; each array begins at its offset. */
export function matrixTimesVector(
  m: Float64Array,
  mAt: number,
  rows: number,
  columns: number,
  x: Float64Array,
  xAt: number,
  y: Float64Array,
  yAt: number,
): void {
  for (let j = 0, at = mAt; j < rows; j++, at += columns) {
    let s = 0
    for (let k = 0; k < columns; k++) s += m[at + k]! * x[xAt + k]!
    y[yAt + j] = s
  }
}
