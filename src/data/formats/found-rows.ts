import type { ByteBatch } from '../byte-batch.js'

/** The rows that a scan has found: memory that is used again by the next scan. */
export class FoundRows {
  rows = 0
  bounds = new Int32Array(4096)
  values = new Float64Array(2048)
  #lines = new Uint32Array(1024)
  #cells = new Map<number, readonly string[]>()

  constructor(readonly columns: number) {}

  batch(bytes: Buffer): ByteBatch {
    const { rows, columns, bounds, values } = this
    return { bytes, rows, columns, bounds, values, lines: this.#lines, cells: this.#cells }
  }

  clear(): void {
    this.rows = 0
    if (this.#cells.size > 0) this.#cells = new Map()
  }

  /** Number of the first cell of the next row, for which there is room then. */
  next(): number {
    const first = this.rows * this.columns
    if (first + this.columns > this.values.length) {
      this.values = grown(this.values, 2 * (first + this.columns))
      this.bounds = grown(this.bounds, 2 * this.values.length)
    }
    return first
  }

  /** The next row is the one whose cells were put into `bounds` and `values`. */
  add(line: number): void {
    if (this.rows === this.#lines.length) this.#lines = grown(this.#lines, 2 * this.rows)
    this.#lines[this.rows++] = line
  }

  /** The next row is these cells. */
  addCells(cells: readonly string[], line: number): void {
    this.next()
    this.#cells.set(this.rows, cells)
    this.add(line)
  }
}

function grown<A extends Int32Array | Uint32Array | Float64Array>(array: A, length: number): A {
  const larger = new (array.constructor as new (length: number) => A)(length)
  larger.set(array)
  return larger
}
