export type IndexArray = Uint8Array | Uint16Array | Int32Array

/** Room for `length` numbers below `count`, in the smallest type that holds them. */
export function indexArray(count: number, length: number): IndexArray {
  if (count <= 2 ** 8) return new Uint8Array(length)
  return count <= 2 ** 16 ? new Uint16Array(length) : new Int32Array(length)
}
