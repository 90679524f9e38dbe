import { DataError } from '../../errors.js'
import { lineBatches } from '../lines.js'
import type { Input } from '../table.js'
import { plural } from '../tally.js'
import { textOf } from '../text-of.js'

export interface JsonLine {
  readonly line: number
  readonly text: string
  readonly object: Readonly<Record<string, unknown>>
}

/**
 * The objects of a JSONL file, some at a time.
 * @throws DataError `json-invalid`, `json-not-object`
 */
export async function* jsonLines(input: Input): AsyncGenerator<JsonLine[]> {
  let line = 0
  for await (const lines of lineBatches(input.source.name, textOf(input))) {
    const found: JsonLine[] = []
    for (const text of lines) {
      line += 1
      if (text.trim() !== '') found.push({ line, text, object: parseObject(input, text, line) })
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

function parseObject(input: Input, text: string, line: number): Record<string, unknown> {
  const start = `"${text.length > 50 ? `${text.slice(0, 49)}…` : text}"`
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new DataError(
      'json-invalid',
      `line ${line}: expected a JSON object, found ${start}, which is not valid JSON`,
      {
        where: input.source.name,
        hint: jsonHint(text),
        cause,
      },
    )
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  throw new DataError('json-not-object', `line ${line}: expected a JSON object, found ${start}`, {
    where: input.source.name,
    hint: 'Write a sequence a line: {"id": "a", "x": [1, 2, 3]}.',
  })
}

function jsonHint(text: string): string {
  if (/^\s*[[{]\s*$/.test(text))
    return 'Put each object on a line of its own: a JSONL file is not one JSON document.'
  if (/\b(NaN|Infinity)\b/.test(text)) return 'Write null for a missing number; JSON has no NaN or Infinity.'
  return 'Correct the line; the file may be cut off here.'
}
