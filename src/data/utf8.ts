import { isUtf8 } from 'node:buffer'
import { DataError } from '../errors.js'

/**
 * Checks that a file is UTF-8 text and cuts it between code points. A byte-order mark is dropped.
 * @param again begins to read the bytes anew, so that lines need be counted only for an error; left out where the bytes
 *   come only once
 * @throws DataError `not-utf8` (with byte and line), `binary-file`, `utf16`
 */
export async function* utf8Text(
  name: string,
  bytes: AsyncIterable<Buffer>,
  again?: () => AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  let carry: Buffer = Buffer.alloc(0)
  let offset = 0
  let lines = 1
  let first = true
  const faultError = async (text: Buffer, fault: Fault): Promise<DataError> => {
    const line =
      again === undefined
        ? lines + newlines(text.subarray(0, fault.at))
        : await lineOf(again(), offset + fault.at)
    return notText(name, fault, offset + fault.at, line)
  }
  for await (const chunk of bytes) {
    const joined: Buffer = carry.length === 0 ? chunk : Buffer.concat([carry, chunk])
    if (first && joined.length < 4) {
      carry = joined
      continue
    }
    if (first) checkSignature(name, joined)
    const whole = joined.subarray(0, joined.length - unfinished(joined))
    const fault = faultIn(whole)
    if (fault !== null) throw await faultError(whole, fault)
    if (again === undefined) lines += newlines(whole)
    carry = joined.subarray(whole.length)
    offset += whole.length
    yield first ? withoutMark(whole) : whole
    first = false
  }
  if (first) checkSignature(name, carry)
  const fault = faultIn(carry)
  if (fault !== null) throw await faultError(carry, fault)
  if (carry.length > 0) yield first ? withoutMark(carry) : carry
}

function checkSignature(name: string, head: Buffer): void {
  const binary = (what: string, hint: string) =>
    new DataError('binary-file', `this is ${what}, not text`, { where: name, hint })
  if (head.subarray(0, 4).toString('latin1') === 'PAR1')
    throw binary('a Parquet file', 'Set data.format to parquet.')
  if (head.subarray(0, 4).toString('latin1') === 'PK\x03\x04') {
    throw binary('a zip archive or a spreadsheet (.xlsx)', 'Unzip it, or save the sheet as CSV.')
  }
  if (head.length >= 2 && (head.readUInt16BE() === 0xfffe || head.readUInt16BE() === 0xfeff)) {
    throw new DataError('utf16', 'the file is UTF-16, expected UTF-8', {
      where: name,
      hint: 'Save it again as UTF-8.',
    })
  }
}

/** Number of bytes at the end that begin a code point and do not finish it. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0
  }
  return 0
}

/** A byte that no UTF-8 text holds. */
interface Fault {
  readonly at: number
  readonly byte: number
}

function faultIn(bytes: Buffer): Fault | null {
  const zero = bytes.indexOf(0)
  if (zero >= 0) return { at: zero, byte: 0 }
  if (isUtf8(bytes)) return null
  const at = firstInvalid(bytes)
  return { at, byte: bytes[at]! }
}

/** @param at place of the byte in the text (from 0) */
function notText(name: string, { byte }: Fault, at: number, line: number): DataError {
  if (byte === 0) {
    return new DataError(
      'binary-file',
      `a zero byte (byte ${at + 1}, line ${line}): this is a binary file, not text`,
      { where: name, hint: 'Check that it is the right file and that data.format names its format.' },
    )
  }
  const value = `0x${byte.toString(16).toUpperCase().padStart(2, '0')}`
  return new DataError('not-utf8', `line ${line}: byte ${at + 1} (${value}) is not UTF-8`, {
    where: name,
    hint: 'Save the file as UTF-8; it may be Latin-1 or Windows-1252 (iconv -f WINDOWS-1252 -t UTF-8).',
  })
}

/** Line (from 1) on which the byte at `offset` (from 0) stands. */
async function lineOf(bytes: AsyncIterable<Buffer>, offset: number): Promise<number> {
  let line = 1
  let passed = 0
  for await (const chunk of bytes) {
    line += newlines(chunk.subarray(0, Math.max(0, offset - passed)))
    passed += chunk.length
    if (passed >= offset) break
  }
  return line
}

/** Index of the first byte that breaks UTF-8, by halving: a prefix is whole up to its last complete code point. */
function firstInvalid(bytes: Buffer): number {
  let good = 0
  let bad = bytes.length
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    const prefix = bytes.subarray(0, middle)
    if (isUtf8(prefix.subarray(0, middle - unfinished(prefix)))) good = middle
    else bad = middle
  }
  return good - unfinished(bytes.subarray(0, good))
}

function newlines(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++
  return count
}

function withoutMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}
