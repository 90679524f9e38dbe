import { DataError } from '../../errors.js'
import { lineBatches } from '../lines.js'
import type { FormatReader, Input, SequenceStart } from '../table.js'
import { plural } from '../tally.js'
import { textOf } from '../text-of.js'

/** Plain text: a line a sequence of words (between white space) or characters (code points). One column, `token`. */
export const textReader: FormatReader = {
  ownSequences: true,
  async header(input) {
    for await (const _ of textOf(input)) return ['token']
    throw new DataError('file-empty', 'the file is empty; expected a line a sequence', {
      where: input.source.name,
      hint: 'Check that it was written or fetched completely.',
    })
  },
  async *rows(input) {
    const rowOf = new Map<string, readonly [string]>()
    for await (const batch of textLines(input)) {
      const cells: (readonly [string])[] = []
      const lines: number[] = []
      const starts: SequenceStart[] = []
      for (const { id, line, tokens } of batch) {
        starts.push({ at: cells.length, id })
        for (const token of tokens) {
          // One array for each distinct token, not for each step.
          let row = rowOf.get(token)
          if (row === undefined) {
            row = [token]
            rowOf.set(token, row)
          }
          cells.push(row)
          lines.push(line)
        }
      }
      yield { cells, lines, starts }
    }
  },
}

export interface TextLine {
  readonly id: string
  readonly line: number
  readonly tokens: readonly string[]
}

/** The lines that hold tokens; the others are skipped and counted. Ids number the sequences from 1. */
export async function* textLines(input: Input): AsyncGenerator<TextLine[]> {
  const split = input.config.tokens === 'characters' ? (line: string) => [...line] : words
  let line = 0
  let sequences = 0
  for await (const batch of lineBatches(input.source.name, textOf(input))) {
    const found: TextLine[] = []
    for (const text of batch) {
      line += 1
      const tokens = split(text)
      if (tokens.length > 0) found.push({ id: String(++sequences), line, tokens })
      else
        input.tally.add(
          'blank-lines',
          `line ${line}`,
          (n, first) => `${plural(n, 'blank line')} skipped (first: ${first})`,
        )
    }
    yield found
  }
}

function words(line: string): string[] {
  const trimmed = line.trim()
  return trimmed === '' ? [] : trimmed.split(/\s+/u)
}
