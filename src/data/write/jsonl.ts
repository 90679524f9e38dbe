import { jsonlSlots } from '../formats/jsonl.js'
import type { JsonLine } from '../formats/jsonl-objects.js'
import { jsonLines } from '../formats/jsonl-objects.js'
import { stepsOf } from '../formats/jsonl-steps.js'
import { textLines } from '../formats/text.js'
import type { OpenTable } from '../open-table.js'
import type { ExtraColumn, Sink } from './sink.js'

/** The objects of a JSONL file with the extra columns as arrays; what the file says itself stays as it is written. */
export async function writeJsonl(
  { input }: OpenTable,
  wanted: readonly number[],
  stepAt: (row: number) => number,
  extra: readonly ExtraColumn[],
  sink: Sink,
): Promise<void> {
  const slots = await jsonlSlots(input)
  const chosen = wanted.map((index) => slots[index]!)
  let row = 0
  for await (const batch of jsonLines(input)) {
    let text = ''
    for (const json of batch) {
      const { length, scalar } = stepsOf(input, json, chosen)
      const steps = Array.from({ length }, () => stepAt(row++))
      const kept = steps.filter((step) => step >= 0)
      if (kept.length === 0) continue
      const own = kept.length === length ? opened(json.text) : opened(JSON.stringify(onlyKept(json, steps)))
      const added = extra.map(({ name, cell }) => {
        const values = kept.map(cell).map(jsonValue)
        return `${JSON.stringify(name)}:${scalar ? JSON.stringify(values[0]) : JSON.stringify(values)}`
      })
      text += `${own}${own.trim() === '{' ? '' : ','}${added.join(',')}}\n`
    }
    if (text !== '') await sink.write(text)
  }
}

/** The text of an object without its closing brace. */
function opened(text: string): string {
  return text.slice(0, text.lastIndexOf('}'))
}

function onlyKept({ object }: JsonLine, steps: readonly number[]): Record<string, unknown> {
  const cut = (value: unknown) =>
    Array.isArray(value) && value.length === steps.length ? value.filter((_, i) => steps[i]! >= 0) : value
  return Object.fromEntries(Object.entries(object).map(([field, value]) => [field, cut(value)]))
}

/** Lines of text as JSONL: their number, their tokens, the extra columns. */
export async function writeTextAsJsonl(
  { input }: OpenTable,
  stepAt: (row: number) => number,
  extra: readonly ExtraColumn[],
  sink: Sink,
): Promise<void> {
  let row = 0
  for await (const batch of textLines(input)) {
    let text = ''
    for (const { id, tokens } of batch) {
      const steps = tokens.map(() => stepAt(row++))
      const kept = steps.filter((step) => step >= 0)
      if (kept.length === 0) continue
      const object: Record<string, unknown> = { sequence: id, token: tokens.filter((_, i) => steps[i]! >= 0) }
      for (const { name, cell } of extra) object[name] = kept.map(cell).map(jsonValue)
      text += `${JSON.stringify(object)}\n`
    }
    if (text !== '') await sink.write(text)
  }
}

/** JSON has no NaN and no infinity. */
function jsonValue(value: string | number | null): string | number | null {
  return typeof value === 'number' && !Number.isFinite(value) ? null : value
}
