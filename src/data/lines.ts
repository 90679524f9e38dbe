import { DataError } from '../errors.js'

/** The longest line that is read: a guard against files that are not lines at all. */
const longest = 1 << 28

/** The lines of a text, some at a time, without their ends (LF or CRLF). The last one need not be ended. */
export async function* lineBatches(name: string, text: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  let rest = ''
  let line = 1
  for await (const chunk of text) {
    const lines = (rest + chunk.toString('utf8')).split('\n')
    rest = lines.pop()!
    if (rest.length > longest) {
      throw new DataError(
        'line-too-long',
        `line ${line + lines.length} is longer than ${longest} characters`,
        { where: name },
      )
    }
    line += lines.length
    if (lines.length > 0) yield lines.map(withoutReturn)
  }
  if (rest !== '') yield [withoutReturn(rest)]
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line
}
