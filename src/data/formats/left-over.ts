/** Bytes to look at, and whether they are all that is left of the text. */
export interface Look {
  readonly bytes: Buffer
  readonly whole: boolean
}

/**
 * Joins the bytes that come in with what was left over of those before. Much that was left over waits for as much to
 * come, so that a long record is not copied with every chunk.
 */
export class LeftOver {
  #parts: Buffer[] = []
  #length = 0
  #enough = 0

  /** Each look must be answered by `keep`. */
  async *looks(chunks: AsyncIterable<Buffer>): AsyncGenerator<Look> {
    for await (const chunk of chunks) {
      this.#parts.push(chunk)
      this.#length += chunk.length
      if (this.#length >= this.#enough) yield { bytes: this.#joined(), whole: false }
    }
    yield { bytes: this.#joined(), whole: true }
  }

  /** What could not be used yet. */
  keep(rest: Buffer): void {
    this.#parts = rest.length === 0 ? [] : [rest]
    this.#length = rest.length
    this.#enough = 2 * rest.length
  }

  #joined(): Buffer {
    return this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts)
  }
}
