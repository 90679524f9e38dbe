import type { FormatReader, SequenceStart } from '../table.js'
import { conllShape, sentences } from './conll-sentences.js'

/** CoNLL and CoNLL-U: a token a line, a blank line ends a sentence, which is a sequence. */
export const conllReader: FormatReader = {
  ownSequences: true,
  header: async (input) => (await conllShape(input)).header,
  async *rows(input) {
    for await (const batch of sentences(input, await conllShape(input))) {
      const rows: (readonly string[])[] = []
      const places: number[] = []
      const starts: SequenceStart[] = []
      for (const { id, lines } of batch) {
        const tokens = lines.filter(({ cells }) => cells !== null)
        if (tokens.length > 0) starts.push({ at: rows.length, id })
        for (const { cells, line } of tokens) {
          rows.push(cells!)
          places.push(line)
        }
      }
      yield { cells: rows, lines: places, starts }
    }
  },
}
