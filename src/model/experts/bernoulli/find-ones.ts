/**
 * Writes the columns of a row of 0/1 cells that hold a 1 to `ones` [D] and returns how many there are;
 * −1 where a cell is neither 0 nor 1. The row is values[begin] … values[begin + D − 1].
 */
export function findOnes(values: Float64Array, begin: number, ones: Int32Array): number {
  let count = 0
  for (let d = 0; d < ones.length; d++) {
    const x = values[begin + d]!
    if (x === 1) ones[count++] = d
    else if (x !== 0) return -1
  }
  return count
}
