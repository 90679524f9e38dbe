import { decompressed } from './decompress.js'
import type { Input } from './table.js'
import { utf8Text } from './utf8.js'

/** The unpacked, checked text of an input, cut between code points. */
export function textOf(input: Input): AsyncGenerator<Buffer> {
  const open = () => decompressed(input.source)
  return utf8Text(input.source.name, open(), open)
}
