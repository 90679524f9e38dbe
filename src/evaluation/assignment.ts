/**
 * The one-to-one assignment of columns to rows with the largest sum of `weights` [rows][columns]: gives the row of each
 * column, −1 where there are more columns than rows and this one is left over.
 * Hungarian algorithm with potentials, O(n²·m) (Kuhn 1955; Jonker & Volgenant 1987 for the shortest paths).
 */
export function largestAssignment(weights: Float64Array, rows: number, columns: number): Int32Array {
  const transposed = rows > columns
  const n = transposed ? columns : rows
  const m = transposed ? rows : columns
  const cost = (i: number, j: number) => -weights[transposed ? j * columns + i : i * columns + j]!
  const partner = assign(cost, n, m)
  const rowOf = new Int32Array(columns).fill(-1)
  for (let j = 0; j < m; j++) {
    const i = partner[j]!
    if (i < 0) continue
    if (transposed) rowOf[i] = j
    else rowOf[j] = i
  }
  return rowOf
}

/** Smallest total cost for n ≤ m: [m] the row that each column got, −1 for none. */
function assign(cost: (i: number, j: number) => number, n: number, m: number): Int32Array {
  const rowPotential = new Float64Array(n)
  const columnPotential = new Float64Array(m + 1)
  // Column m is where each search for an augmenting path begins.
  const partner = new Int32Array(m + 1).fill(-1)
  for (let row = 0; row < n; row++) {
    const slack = new Float64Array(m + 1).fill(Number.POSITIVE_INFINITY)
    const previous = new Int32Array(m + 1).fill(-1)
    const reached = new Uint8Array(m + 1)
    partner[m] = row
    let column = m
    do {
      reached[column] = 1
      const i = partner[column]!
      let step = Number.POSITIVE_INFINITY
      let next = -1
      for (let j = 0; j < m; j++) {
        if (reached[j] === 1) continue
        const reduced = cost(i, j) - rowPotential[i]! - columnPotential[j]!
        if (reduced < slack[j]!) {
          slack[j] = reduced
          previous[j] = column
        }
        if (slack[j]! < step) {
          step = slack[j]!
          next = j
        }
      }
      for (let j = 0; j <= m; j++) {
        if (reached[j] === 1) {
          rowPotential[partner[j]!]! += step
          columnPotential[j]! -= step
        } else slack[j]! -= step
      }
      column = next
    } while (partner[column] !== -1)
    while (column !== m) {
      const before = previous[column]!
      partner[column] = partner[before]!
      column = before
    }
  }
  return partner.slice(0, m)
}
