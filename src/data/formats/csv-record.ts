import { CR, LF, type LineEnd, lineEndAt, QUOTE, recordEndAt } from './csv-dialect.js'

/** One record of a delimited text, cell by cell. */
export interface Record {
  readonly cells: readonly string[]
  /** Place of the next record. */
  readonly next: number
  /** Line ends inside its cells. */
  readonly inner: number
  /** What ended it; the line end given, where the text ended. */
  readonly lineEnd: LineEnd | null
}

/**
 * Reads the record that begins at `from`: RFC 4180 quoting; a quote inside a bare cell stands for itself, and a quoted
 * cell with text after its closing quote is taken as it is written.
 *
 * @param lineEnd what ends a record; null where this record is the first, which finds it out
 * @param whole true where the bytes are all that there is of the text
 * @returns null at the end of the text; 'more' where the record goes on after the bytes; 'open' where a quote is never closed
 */
export function readRecord(
  bytes: Buffer,
  from: number,
  delimiter: number,
  lineEnd: LineEnd | null,
  whole: boolean,
): Record | null | 'more' | 'open' {
  const { length } = bytes
  const cells: string[] = []
  let found = lineEnd
  const endAt = (at: number): number => {
    if (lineEnd !== null) return recordEndAt(bytes, at, lineEnd)
    found = lineEndAt(bytes, at)
    return found === null ? 0 : found === 'CRLF' ? 2 : 1
  }
  for (let at = from; ; at++) {
    let text = ''
    let start = at
    const quoted = bytes[at] === QUOTE
    if (quoted) {
      for (start = ++at; ; at += 2) {
        at = bytes.indexOf(QUOTE, at)
        if (at < 0) return whole ? 'open' : 'more'
        // A line end of two bytes may follow.
        if (at + 2 >= length && !whole) return 'more'
        if (bytes[at + 1] !== QUOTE) break
        text += bytes.toString('utf8', start, at + 1)
        start = at + 2
      }
      const closes = at + 1 >= length || bytes[at + 1] === delimiter || endAt(at + 1) > 0
      text = closes
        ? text + bytes.toString('utf8', start, at)
        : `"${text}${bytes.toString('utf8', start, at + 1)}`
      start = ++at
    }
    let end = 0
    for (; at < length; at++) {
      const byte = bytes[at]!
      if (byte === delimiter) break
      if (byte !== LF && byte !== CR) continue
      end = endAt(at)
      if (end > 0) break
    }
    if (at + 1 >= length && !whole) return 'more'
    text += bytes.toString('utf8', start, at)
    if (at >= length && cells.length === 0 && text === '' && !quoted) return null
    cells.push(text)
    if (at < length && end === 0) continue
    return { cells, next: at + end, inner: lineFeeds(bytes, from, at), lineEnd: found ?? lineEnd }
  }
}

function lineFeeds(bytes: Buffer, from: number, to: number): number {
  let count = 0
  for (let at = bytes.indexOf(LF, from); at >= 0 && at < to; at = bytes.indexOf(LF, at + 1)) count++
  return count
}
