/**
 * Whether rows of a matrix agree within a tolerance in total variation, ½ Σ_i |a_i − b_i|. Remembers the two rows that
 * disagreed last: they mostly still do.
 */
export class LagAgreement {
  /** Rows that disagreed when `agrees` was asked last and said no. */
  first = 0
  second = 0

  constructor(
    private readonly states: number,
    private readonly tolerance: number,
  ) {}

  /** @param rows the rows that count, the first `count` of them */
  agrees(matrix: Float64Array, rows: Int32Array, count: number): boolean {
    if (count < 2) return true
    // ½ Σ_i (max_j − min_j) bounds the distance of any two rows from above.
    if (this.#spread(matrix, rows, count) <= this.tolerance) return true
    for (let a = 0; a < count; a++) {
      for (let b = a + 1; b < count; b++) {
        const [first, second] = [rows[a]! * this.states, rows[b]! * this.states]
        if (totalVariation(matrix, first, matrix, second, this.states) <= this.tolerance) continue
        this.first = rows[a]!
        this.second = rows[b]!
        return false
      }
    }
    return true
  }

  #spread(matrix: Float64Array, rows: Int32Array, count: number): number {
    const { states } = this
    let sum = 0
    for (let i = 0; i < states; i++) {
      let least = Infinity
      let greatest = -Infinity
      for (let r = 0; r < count; r++) {
        const m = matrix[rows[r]! * states + i]!
        if (m < least) least = m
        if (m > greatest) greatest = m
      }
      sum += greatest - least
    }
    return sum / 2
  }
}

/** ½ Σ_i |a_i − b_i| over `length` entries. */
export function totalVariation(
  a: Float64Array,
  aAt: number,
  b: Float64Array,
  bAt: number,
  length: number,
): number {
  let sum = 0
  for (let i = 0; i < length; i++) sum += Math.abs(a[aAt + i]! - b[bAt + i]!)
  return sum / 2
}
