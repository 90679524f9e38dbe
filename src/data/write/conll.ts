import { conllShape, sentences } from '../formats/conll-sentences.js'
import type { OpenTable } from '../open-table.js'
import type { ExtraColumn, Sink } from './sink.js'

/** The sentences of a CoNLL file with the extra columns at the end of each token; comments, ranges and empty nodes stay. */
export async function writeConll(
  { input }: OpenTable,
  stepAt: (row: number) => number,
  extra: readonly ExtraColumn[],
  sink: Sink,
): Promise<void> {
  const shape = await conllShape(input)
  const separator = shape.separator === '\t' ? '\t' : ' '
  const blank = extra.map(() => `${separator}_`).join('')
  let row = 0
  for await (const batch of sentences(input, shape)) {
    let text = ''
    for (const { lines } of batch) {
      let kept = false
      let hasTokens = false
      let sentence = ''
      for (const line of lines) {
        if (line.cells === null) {
          sentence += line.text + (isColumns(line.text) ? blank : '') + '\n'
          continue
        }
        hasTokens = true
        const step = stepAt(row++)
        if (step < 0) continue
        kept = true
        sentence += line.text
        for (const column of extra) sentence += separator + conllCell(column.cell(step))
        sentence += '\n'
      }
      if (kept || !hasTokens) text += `${sentence}\n`
    }
    if (text !== '') await sink.write(text)
  }
}

/** Whether a line that is no token has the columns of one (a range or an empty node): it gets as many as the tokens. */
function isColumns(text: string): boolean {
  return /^\d+[-.]\d+\s/.test(text)
}

/** A CoNLL cell holds no white space and is never empty. */
function conllCell(value: string | number | null): string {
  if (value === null || Number.isNaN(value) || value === '') return '_'
  return String(value).replace(/\s+/g, '_')
}
