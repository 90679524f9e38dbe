import { DataError } from '../../errors.js'

export type JsonObject = Readonly<Record<string, unknown>>

/** emb_2 is element 1 of the list `emb`; −1 where the name is not of this form. */
export function vectorElement(name: string): { field: string; index: number } {
  const match = /^(.+)_([1-9]\d*)$/s.exec(name)
  return match === null ? { field: name, index: -1 } : { field: match[1]!, index: Number(match[2]) - 1 }
}

export function parseJsonLine(where: string, text: string, line: number): JsonObject {
  const found = `"${text.length > 50 ? `${text.slice(0, 49)}…` : text}"`
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new DataError(
      'json-invalid',
      `line ${line}: expected a JSON object, found ${found}, which is not valid JSON`,
      {
        where,
        hint: /\b(NaN|Infinity)\b/.test(text)
          ? 'Write null for a missing number; JSON has no NaN or Infinity.'
          : 'Correct the line; it may be cut off.',
        cause,
      },
    )
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  throw new DataError('json-not-object', `line ${line}: expected a JSON object, found ${found}`, {
    where,
    hint: 'Write a step a line: {"id": "a", "x": 1.5}.',
  })
}
