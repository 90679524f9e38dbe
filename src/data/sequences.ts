import { Int32List } from './growable.js'

/** Tells the sequences apart while rows come in: a code for each row, codes and ids in order of first appearance. */
export class SequenceBuilder {
  readonly ids: string[] = []
  readonly #codeOf = new Map<string, number>()
  readonly #codes = new Int32List()
  #lastId: string | undefined
  #lastCode = -1

  /** The row belongs to the sequence of this name, wherever its other rows are. */
  addById(id: string): void {
    if (id !== this.#lastId) {
      let code = this.#codeOf.get(id)
      if (code === undefined) {
        code = this.ids.length
        this.#codeOf.set(id, code)
        this.ids.push(id)
      }
      this.#lastId = id
      this.#lastCode = code
    }
    this.#codes.push(this.#lastCode)
  }

  /** The row belongs to the sequence that began last; `start` is its id where it begins with this row. */
  addInTurn(start: string | undefined): void {
    if (start !== undefined) this.ids.push(start)
    this.#codes.push(this.ids.length - 1)
  }

  get length(): number {
    return this.#codes.length
  }

  /** [N] code of each row's sequence. */
  finish(): Int32Array {
    return this.#codes.finish()
  }
}
