import { DataError } from '../../errors.js'
import { lineBatches } from '../lines.js'
import type { Input } from '../table.js'
import { plural } from '../tally.js'
import { textOf } from '../text-of.js'

export interface ConllLine {
  readonly line: number
  readonly text: string
  /** The cells of a token; null for what is no step: a comment, a range, an empty node. */
  readonly cells: readonly string[] | null
}

export interface Sentence {
  readonly id: string
  readonly lines: readonly ConllLine[]
}

export interface ConllShape {
  readonly header: readonly string[]
  readonly separator: RegExp | '\t'
  /** Whether the first column counts the tokens of a sentence, so that 3-4 is a range and 8.1 an empty node. */
  readonly numbered: boolean
}

const conlluNames = ['id', 'form', 'lemma', 'upos', 'xpos', 'feats', 'head', 'deprel', 'deps', 'misc']

/**
 * The columns of a CoNLL file: the names of CoNLL-U (and c11, c12, … where it was given more), else c1, c2, … as many as
 * its first token has.
 */
export async function conllShape(input: Input): Promise<ConllShape> {
  const token = await firstToken(input)
  if (input.format === 'conllu') {
    const more = token === undefined ? [] : numberedNames(splitLine(token, '\t')).slice(conlluNames.length)
    return { header: [...conlluNames, ...more], separator: '\t', numbered: true }
  }
  if (token === undefined) {
    throw new DataError('file-empty', 'there are no tokens in the file; expected a token a line', {
      where: input.source.name,
      hint: 'Check that it was written or fetched completely.',
    })
  }
  const separator = token.includes('\t') ? '\t' : /\s+/
  const cells = splitLine(token, separator)
  return { header: numberedNames(cells), separator, numbered: /^[01](-\d+)?$/.test(cells[0]!) }
}

async function firstToken(input: Input): Promise<string | undefined> {
  for await (const lines of lineBatches(input.source.name, textOf(input))) {
    const token = lines.find((text) => text.trim() !== '' && !text.startsWith('#') && !isDocumentStart(text))
    if (token !== undefined) return token
  }
  return undefined
}

function numberedNames(cells: readonly string[]): string[] {
  return cells.map((_, i) => `c${i + 1}`)
}

/**
 * The sentences of a CoNLL file, some at a time, with all their lines. A blank line ends a sentence.
 * @throws DataError `row-ragged`
 */
export async function* sentences(input: Input, shape: ConllShape): AsyncGenerator<Sentence[]> {
  let line = 0
  let count = 0
  let lines: ConllLine[] = []
  const finish = (found: Sentence[]) => {
    if (lines.length === 0) return
    const hasTokens = lines.some(({ cells }) => cells !== null)
    if (hasTokens) count += 1
    found.push({ id: sentenceId(lines) ?? String(count), lines })
    lines = []
  }
  for await (const batch of lineBatches(input.source.name, textOf(input))) {
    const found: Sentence[] = []
    for (const text of batch) {
      line += 1
      if (text.trim() === '') finish(found)
      else lines.push({ line, text, cells: tokenCells(input, shape, text, line, lines) })
    }
    yield found
  }
  const last: Sentence[] = []
  finish(last)
  yield last
}

function sentenceId(lines: readonly ConllLine[]): string | undefined {
  for (const { text, cells } of lines) {
    const id = cells === null ? /^#\s*sent_id\s*=\s*(.*\S)\s*$/.exec(text)?.[1] : undefined
    if (id !== undefined) return id
  }
  return undefined
}

function tokenCells(
  input: Input,
  shape: ConllShape,
  text: string,
  line: number,
  before: readonly ConllLine[],
): string[] | null {
  const cells = splitLine(text, shape.separator)
  const skip = (code: string, what: string): null => {
    input.tally.add(code, `line ${line}`, (n, first) => `${plural(n, what)} skipped (first: ${first})`)
    return null
  }
  if (text.startsWith('#')) {
    // In plain CoNLL a token may be "#": a line with all its cells is one, unless it opens a sentence as "# key = value".
    const opens = before.every((earlier) => earlier.cells === null)
    const token =
      input.format === 'conll' &&
      cells.length === shape.header.length &&
      !(opens && /^#\s*[\w:.-]+\s*=/.test(text))
    if (!token) return skip('comments', 'comment line')
  }
  if (isDocumentStart(text)) return skip('documents', 'document line')
  if (shape.numbered && /^\d+-\d+$/.test(cells[0]!)) return skip('ranges', 'token range')
  if (shape.numbered && /^\d+\.\d+$/.test(cells[0]!)) return skip('empty-nodes', 'empty node')
  if (cells.length === shape.header.length) return cells
  throw new DataError(
    'row-ragged',
    `line ${line}: ${plural(cells.length, 'column')}, expected ${shape.header.length}`,
    {
      where: input.source.name,
      hint:
        shape.separator === '\t'
          ? 'Separate the columns by single tabs; write _ for an empty one.'
          : 'Write _ for an empty column.',
    },
  )
}

function isDocumentStart(text: string): boolean {
  return text.startsWith('-DOCSTART-')
}

function splitLine(text: string, separator: RegExp | '\t'): string[] {
  return separator === '\t' ? text.split('\t') : text.trim().split(separator)
}
