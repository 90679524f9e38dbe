import type { ByteBatch } from '../byte-batch.js'
import { DecimalReader } from '../decimal-reader.js'
import type { BlankLines } from './csv-blank-lines.js'
import { CR, type Dialect, LF, QUOTE, recordEndAt } from './csv-dialect.js'
import type { Faults } from './csv-errors.js'
import { readRecord } from './csv-record.js'
import { FoundRows } from './found-rows.js'

/** Finds the rows of a delimited text in its bytes, and reads its plain numbers on the way. */
export class CsvScanner {
  /** Line of the next record. */
  line: number
  /** What stopped the scan, after the rows that were found. */
  fault: Error | null = null
  readonly #found: FoundRows
  /** Line ends inside the cells of this record. */
  #inner = 0
  readonly #decimals = new DecimalReader()
  /** 1 for each byte that may end a cell or a line. */
  readonly #marks = new Uint8Array(256)

  /**
   * @param numeric [C] 1 for each column whose numbers are to be read
   * @param firstLine line of the first record after the header
   */
  constructor(
    readonly dialect: Dialect,
    readonly numeric: Uint8Array,
    readonly blanks: BlankLines,
    firstLine: number,
    readonly faults: Faults,
  ) {
    this.line = firstLine
    this.#found = new FoundRows(numeric.length)
    for (const byte of [dialect.delimiter, LF]) this.#marks[byte] = 1
    if (dialect.lineEnd !== 'LF') this.#marks[CR] = 1
  }

  /** The rows that the last scan found, until the next; null where there are none. */
  batch(bytes: Buffer): ByteBatch | null {
    return this.#found.rows === 0 ? null : this.#found.batch(bytes)
  }

  /**
   * Finds the rows from a place on.
   * @param whole true where the text ends with the bytes
   * @returns place of the first record that is not whole, or where the fault is
   */
  scan(bytes: Buffer, from: number, whole: boolean): number {
    this.#found.clear()
    let start = from
    while (start < bytes.length) {
      let next = this.#readPlain(bytes, start, whole)
      if (next < 0) next = this.#readOdd(bytes, start, whole)
      if (next < 0) break
      start = next
    }
    return start
  }

  /**
   * Reads a row of the header's length whose quotes, if any, enclose whole cells that hold none.
   * @returns place of the next record; −1 where it is no such row or is not whole
   */
  #readPlain(bytes: Buffer, start: number, whole: boolean): number {
    const columns = this.numeric.length
    const { delimiter } = this.dialect
    const { length } = bytes
    const base = this.#found.next()
    const { bounds, values } = this.#found
    this.#inner = 0
    let at = start
    for (let column = 0; column < columns; column++) {
      let begin = at
      let end = 0
      if (at < length && bytes[at] === QUOTE) {
        begin++
        end = this.#quoteEnd(bytes, begin)
        at = end + 1
        values[base + column] = Number.NaN
        if (at < length && bytes[at] !== delimiter && this.#endAt(bytes, at) === 0) return -1
      } else if (this.numeric[column] === 1) {
        const value = this.#decimals.read(bytes, at, length)
        end = at = this.#cellEnd(bytes, this.#decimals.end)
        values[base + column] = at === this.#decimals.end ? value : Number.NaN
      } else end = at = this.#cellEnd(bytes, at)
      bounds[2 * (base + column)] = begin
      bounds[2 * (base + column) + 1] = end
      if (at >= length) {
        if (!whole || at > length || column < columns - 1) return -1
      } else if ((bytes[at] === delimiter) !== column < columns - 1) return -1
      else if (column < columns - 1) at++
    }
    if (columns === 1 && (bounds[2 * base] === bounds[2 * base + 1] || this.blanks.holds)) return -1
    this.#found.add(this.line)
    this.line += 1 + this.#inner
    return at < length ? at + this.#endAt(bytes, at) : length
  }

  /** Place of the quote that closes a cell, if the cell holds none itself. */
  #quoteEnd(bytes: Buffer, from: number): number {
    let at = from
    for (; at < bytes.length && bytes[at] !== QUOTE; at++) if (bytes[at] === LF) this.#inner++
    return at
  }

  /** Place of the delimiter or line end after a bare cell; the length of the bytes where there is none. */
  #cellEnd(bytes: Buffer, from: number): number {
    const marks = this.#marks
    let at = from
    for (; at < bytes.length; at++) {
      const byte = bytes[at]!
      if (marks[byte] === 0) continue
      if (byte === this.dialect.delimiter || this.#endAt(bytes, at) > 0) break
      if (byte === LF) this.#inner++
    }
    return at
  }

  #endAt(bytes: Buffer, at: number): number {
    return recordEndAt(bytes, at, this.dialect.lineEnd)
  }

  /** Reads a record cell by cell. The place of the next; −1 where it is not whole or at fault. */
  #readOdd(bytes: Buffer, start: number, whole: boolean): number {
    const { delimiter, lineEnd } = this.dialect
    const record = readRecord(bytes, start, delimiter, lineEnd, whole)
    if (record === 'more' || record === null) return -1
    if (record === 'open') {
      this.fault = this.faults.open(this.line)
      return -1
    }
    const { cells, inner, next } = record
    if (cells.length === 1 && cells[0] === '') this.blanks.add(this.line)
    else if (cells.length !== this.numeric.length) {
      this.fault = this.faults.ragged(cells, this.line)
      return -1
    } else {
      for (const line of this.blanks.taken()) this.#found.addCells([''], line)
      this.#found.addCells(cells, this.line)
    }
    this.line += 1 + inner
    return next
  }
}
