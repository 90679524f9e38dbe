/**
 * sum[j][k] += Σ_{t < steps} left[t][j]·right[t][k], both [steps][size] from their offsets.
 * Blocks of 2 × 4 sums stay in registers over all steps; a block that overhangs is done one by one.
 */
export function addOuterProducts(
  left: Float64Array,
  leftAt: number,
  right: Float64Array,
  rightAt: number,
  steps: number,
  size: number,
  sum: Float64Array,
): void {
  const evenRows = size - (size % 2)
  const wholeBlocks = size - (size % 4)
  for (let j = 0; j < evenRows; j += 2) {
    for (let k = 0; k < wholeBlocks; k += 4)
      addBlock(left, leftAt + j, right, rightAt + k, steps, size, sum, j * size + k)
    for (let k = wholeBlocks; k < size; k++)
      addPair(left, leftAt + j, right, rightAt + k, steps, size, sum, j * size + k)
  }
  if (evenRows === size) return
  for (let k = 0; k < size; k++) {
    let s = 0
    for (let t = 0, at = 0; t < steps; t++, at += size)
      s += left[leftAt + evenRows + at]! * right[rightAt + k + at]!
    sum[evenRows * size + k]! += s
  }
}

/** Two rows, four columns. */
function addBlock(
  left: Float64Array,
  l: number,
  right: Float64Array,
  r: number,
  steps: number,
  size: number,
  sum: Float64Array,
  at: number,
): void {
  let a0 = 0
  let a1 = 0
  let a2 = 0
  let a3 = 0
  let b0 = 0
  let b1 = 0
  let b2 = 0
  let b3 = 0
  for (let t = 0; t < steps; t++, l += size, r += size) {
    const a = left[l]!
    const b = left[l + 1]!
    const r0 = right[r]!
    const r1 = right[r + 1]!
    const r2 = right[r + 2]!
    const r3 = right[r + 3]!
    a0 += a * r0
    a1 += a * r1
    a2 += a * r2
    a3 += a * r3
    b0 += b * r0
    b1 += b * r1
    b2 += b * r2
    b3 += b * r3
  }
  sum[at]! += a0
  sum[at + 1]! += a1
  sum[at + 2]! += a2
  sum[at + 3]! += a3
  sum[at + size]! += b0
  sum[at + size + 1]! += b1
  sum[at + size + 2]! += b2
  sum[at + size + 3]! += b3
}

/** Two rows, one column. */
function addPair(
  left: Float64Array,
  l: number,
  right: Float64Array,
  r: number,
  steps: number,
  size: number,
  sum: Float64Array,
  at: number,
): void {
  let a = 0
  let b = 0
  for (let t = 0; t < steps; t++, l += size, r += size) {
    a += left[l]! * right[r]!
    b += left[l + 1]! * right[r]!
  }
  sum[at]! += a
  sum[at + size]! += b
}
