/** How a delimited text is written. Every mark is one byte, save the line end CRLF. */
export interface Dialect {
  /** Byte between two cells. */
  readonly delimiter: number
  readonly lineEnd: LineEnd
}

/** What ends a record: whatever ends the first one. */
export type LineEnd = 'LF' | 'CRLF' | 'CR'

export const LF = 10
export const CR = 13
export const QUOTE = 34

/** The line end that stands at a place; null where there is none. */
export function lineEndAt(bytes: Uint8Array, at: number): LineEnd | null {
  if (bytes[at] === LF) return 'LF'
  if (bytes[at] !== CR) return null
  return bytes[at + 1] === LF ? 'CRLF' : 'CR'
}

/** Number of bytes of the record's end at a place; 0 where the record goes on. */
export function recordEndAt(bytes: Uint8Array, at: number, lineEnd: LineEnd): number {
  const byte = bytes[at]
  if (lineEnd === 'LF') return byte === LF ? 1 : 0
  if (byte !== CR) return 0
  return lineEnd === 'CR' ? 1 : bytes[at + 1] === LF ? 2 : 0
}
