import type { DataConfig } from '../../config/data.js'
import { DataError, UsageError } from '../../errors.js'
import { decompressed } from '../decompress.js'
import { formatOf } from '../format.js'
import { fileSource, memorySource } from '../source.js'
import type { Input } from '../table.js'
import { Tally } from '../tally.js'
import { openCsvStream } from './csv-stream.js'
import { openJsonlStream } from './jsonl-stream.js'
import { linesAsTheyCome } from './stream-lines.js'
import type { StreamReader } from './stream-rows.js'

/** The lines of a file (unpacked) or of standard input, while they come in. */
export function streamLines(
  path: string,
  stdin: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly string[]> {
  return linesAsTheyCome(path, path === '-' ? stdin : decompressed(fileSource(path)))
}

/**
 * What a stream's lines belong to, for one of the formats whose lines are rows.
 * @throws UsageError `stream-format`, DataError `format-unknown`
 */
export function streamInput(path: string, config: DataConfig): Input {
  const format = formatOf(path, config)
  if (format === 'csv' || format === 'tsv' || format === 'jsonl')
    return { source: memorySource(path, ''), format, config, tally: new Tally() }
  throw new UsageError('stream-format', `--stream reads csv, tsv and jsonl, not ${format}`, {
    where: path,
    hint: 'Leave --stream out, or say what comes in with --set data.format=csv.',
  })
}

/**
 * The reader that the first lines ask for, with the rows among them.
 * @param wanted the columns that the model and the row filter read
 * @throws DataError for a header or first object that cannot be
 */
export function openStreamReader(
  input: Input,
  lines: readonly string[],
  wanted: readonly string[],
): { reader: StreamReader; rest: readonly string[] } {
  if (input.format !== 'jsonl') return { reader: openCsvStream(input, lines[0]!), rest: lines.slice(1) }
  const first = lines.find((line) => line.trim() !== '')
  return { reader: openJsonlStream(input, first ?? '', wanted), rest: lines }
}

/** A stream that ended before its header. */
export function emptyStream(where: string): DataError {
  return new DataError(
    'file-empty',
    'the input is empty; expected a line with the names of the columns, then the rows',
    {
      where,
      hint: 'Check what writes to it.',
    },
  )
}
