/** The array itself where it has room for `length` numbers, else a longer one with its first `used` numbers. */
export function grown(array: Float64Array, length: number, used: number): Float64Array {
  if (array.length >= length) return array
  const longer = new Float64Array(Math.max(length, 2 * array.length))
  longer.set(array.subarray(0, used))
  return longer
}

/** The same for integers. */
export function grownStates(array: Int32Array, length: number, used: number): Int32Array {
  if (array.length >= length) return array
  const longer = new Int32Array(Math.max(length, 2 * array.length))
  longer.set(array.subarray(0, used))
  return longer
}
