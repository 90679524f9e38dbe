import { DataError } from '../../errors.js'
import type { Cell, FormatReader, Input, SequenceStart } from '../table.js'
import { plural, Tally } from '../tally.js'
import { jsonLines } from './jsonl-objects.js'
import { cellAt, stepsOf } from './jsonl-steps.js'
import { type Slot, slotsOf } from './vectors.js'

/** How many lines are looked at to find the columns: a column may be absent from some of the objects. */
const linesForHeader = 1000

/** JSON Lines: an object a sequence, each column an array over its steps or one value for all of them. */
export const jsonlReader: FormatReader = {
  ownSequences: true,
  header: async (input) => (await jsonlSlots(input)).map(({ name }) => name),
  async *rows(input, header, wanted) {
    const slots = await jsonlSlots(input)
    const chosen = wanted.map((index) => slots[index]!)
    let sequences = 0
    for await (const batch of jsonLines(input)) {
      const cells: (Cell | undefined)[][] = []
      const lines: number[] = []
      const starts: SequenceStart[] = []
      for (const json of batch) {
        starts.push({ at: cells.length, id: String(++sequences) })
        const { length } = stepsOf(input, json, chosen)
        noteGaps(input, json.object, chosen, json.line)
        if (length === 0) {
          starts.pop()
          input.tally.add(
            'sequences-empty',
            `line ${json.line}`,
            (n, first) => `${plural(n, 'sequence')} without steps skipped (first: ${first})`,
          )
        }
        for (let step = 0; step < length; step++) {
          const row = new Array<Cell | undefined>(header.length)
          for (let c = 0; c < chosen.length; c++) row[wanted[c]!] = cellAt(input, json, chosen[c]!, step)
          cells.push(row)
          lines.push(json.line)
        }
      }
      yield { cells, lines, starts }
    }
  },
}

/** The columns of a JSONL file, in the order in which its first lines name them. */
export async function jsonlSlots(input: Input): Promise<Slot[]> {
  const quiet: Input = { ...input, tally: new Tally() }
  const fields = new Map<string, number | undefined>()
  let seen = 0
  for await (const batch of jsonLines(quiet)) {
    for (const { object } of batch.slice(0, linesForHeader - seen)) {
      for (const [field, value] of Object.entries(object)) {
        if (fields.get(field) === undefined) fields.set(field, dimensionOf(value))
      }
    }
    seen += batch.length
    if (seen >= linesForHeader) break
  }
  if (fields.size > 0) return slotsOf(fields)
  throw new DataError('file-empty', 'the file is empty; expected a JSON object a line', {
    where: input.source.name,
    hint: 'Check that it was written or fetched completely.',
  })
}

function dimensionOf(value: unknown): number | undefined {
  const vector = Array.isArray(value) ? value.find((step) => Array.isArray(step)) : undefined
  return Array.isArray(vector) && vector.length > 0 ? vector.length : undefined
}

function noteGaps(
  input: Input,
  object: Readonly<Record<string, unknown>>,
  chosen: readonly Slot[],
  line: number,
): void {
  for (const { field, element } of chosen) {
    if (element > 0 || Object.hasOwn(object, field)) continue
    input.tally.add(
      `column-absent:${field}`,
      `line ${line}`,
      (n, first) => `${plural(n, 'line')} without "${field}" (first: ${first}); its cells there are missing`,
    )
  }
}
