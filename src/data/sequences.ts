import { Int32List } from './growable.js'
import { SymbolTable } from './symbol-table.js'

/** The sequence of each row: `lengths[r]` rows of sequence `codes[r]`, one run after the other. */
export interface Runs {
  readonly codes: Int32Array
  readonly lengths: Int32Array
}

/** Tells the sequences apart while rows come in, which are numbered in order of first appearance. */
export class SequenceBuilder {
  readonly ids: string[] = []
  readonly #codeOf = new Map<string, number>()
  readonly #table = new SymbolTable((id) => this.#code(id))
  readonly #codes = new Int32List()
  readonly #lengths = new Int32List()
  #last = -1
  #run = 0

  /** The row belongs to the sequence of this name, wherever its other rows are. */
  addById(id: string): void {
    this.#add(this.#code(id))
  }

  /** The same for the name bytes[from … to). */
  addByBytes(bytes: Buffer, from: number, to: number): void {
    this.#add(this.#table.code(bytes, from, to))
  }

  /** The row belongs to the sequence that began last; `start` is its id where it begins with this row. */
  addInTurn(start: string | undefined): void {
    if (start !== undefined) this.ids.push(start)
    this.#add(this.ids.length - 1)
  }

  #code(id: string): number {
    let code = this.#codeOf.get(id)
    if (code === undefined) {
      code = this.ids.push(id) - 1
      this.#codeOf.set(id, code)
    }
    return code
  }

  #add(code: number): void {
    if (code !== this.#last) this.#endRun()
    this.#last = code
    this.#run++
  }

  #endRun(): void {
    if (this.#run === 0) return
    this.#codes.push(this.#last)
    this.#lengths.push(this.#run)
    this.#run = 0
  }

  finish(): Runs {
    this.#endRun()
    return { codes: this.#codes.finish(), lengths: this.#lengths.finish() }
  }
}
