import { isUtf8 } from 'node:buffer'
import { DataError } from '../../errors.js'

const LINE_END = 10
/** The longest line that is read: a guard against input that is not lines at all. */
const longest = 1 << 28

/**
 * Lines while their bytes come in, without their ends (LF or CRLF): all that have ended since the last time. The last
 * one need not be ended. A byte-order mark is dropped.
 *
 * @throws DataError `not-utf8`, `binary-file`, `line-too-long`, after the lines before the one that is at fault
 */
export async function* linesAsTheyCome(
  name: string,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly string[]> {
  let pieces: Uint8Array[] = []
  let length = 0
  let line = 1
  for await (const chunk of bytes) {
    const end = chunk.lastIndexOf(LINE_END)
    if (end < 0) {
      pieces.push(chunk)
      length += chunk.length
      if (length > longest)
        throw new DataError('line-too-long', `line ${line} is longer than ${longest} bytes`, { where: name })
      continue
    }
    const lines = yield* checkedLines(name, Buffer.concat([...pieces, chunk.subarray(0, end)]), line)
    line += lines
    pieces = [chunk.slice(end + 1)]
    length = pieces[0]!.length
  }
  const rest = Buffer.concat(pieces)
  if (rest.length > 0) yield* checkedLines(name, rest, line)
}

/** Hands over the lines of whole lines. @returns how many there were */
function* checkedLines(name: string, bytes: Buffer, first: number): Generator<readonly string[], number> {
  const fault = isUtf8(bytes) && !bytes.includes(0) ? null : faultyLine(bytes)
  const text = bytes.toString('utf8', 0, fault === null ? bytes.length : Math.max(0, fault.from - 1))
  const begun = first === 1 && text.startsWith('\ufeff') ? text.slice(1) : text
  const lines = begun.split('\n')
  if (fault === null || fault.from > 0)
    yield begun.includes('\r') ? lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line)) : lines
  if (fault === null) return lines.length
  const line = first + (fault.from > 0 ? lines.length : 0)
  if (fault.zero) {
    throw new DataError('binary-file', `line ${line}: a zero byte: this is binary, not text`, {
      where: name,
      hint: 'Check that it is the right input; unpack it if it is compressed.',
    })
  }
  throw new DataError('not-utf8', `line ${line} is not UTF-8`, {
    where: name,
    hint: 'Write it as UTF-8; it may be Latin-1 or Windows-1252 (iconv -f WINDOWS-1252 -t UTF-8), or compressed.',
  })
}

/** Where the first line begins that is not text. */
function faultyLine(bytes: Buffer): { from: number; zero: boolean } {
  for (let from = 0; ; ) {
    const end = bytes.indexOf(LINE_END, from)
    const line = bytes.subarray(from, end < 0 ? bytes.length : end)
    if (!isUtf8(line) || line.includes(0)) return { from, zero: line.includes(0) }
    from = end + 1
  }
}
