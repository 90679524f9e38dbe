/** How many of a column's entries are kept in order. */
const RANKS = 8

/** The largest entries of each column of a matrix [K][K], found once, to be asked for often. */
export class ColumnMaxima {
  readonly #ranks: number
  /** [K][ranks] rows of the largest entries of each column, falling */
  readonly #rows: Int32Array
  /** [K][ranks] */
  readonly #values: Float64Array

  constructor(matrix: Float64Array, states: number) {
    this.#ranks = Math.min(RANKS, states)
    this.#rows = new Int32Array(states * this.#ranks)
    this.#values = new Float64Array(states * this.#ranks).fill(-1)
    for (let j = 0; j < states; j++)
      for (let l = 0; l < states; l++) this.#insert(l, j, matrix[j * states + l]!)
  }

  /** max A_il over the rows i that are marked; where those ranked here are not, the last of them, which is no less. */
  ofMarked(column: number, marked: Uint8Array): number {
    const at = column * this.#ranks
    const last = at + this.#ranks - 1
    for (let i = at; i < last; i++) if (marked[this.#rows[i]!] === 1) return this.#values[i]!
    return this.#values[last]!
  }

  #insert(column: number, row: number, value: number): void {
    const at = column * this.#ranks
    let place = at + this.#ranks - 1
    if (!(value > this.#values[place]!)) return
    while (place > at && value > this.#values[place - 1]!) {
      this.#values[place] = this.#values[place - 1]!
      this.#rows[place] = this.#rows[place - 1]!
      place--
    }
    this.#values[place] = value
    this.#rows[place] = row
  }
}
