import { lineBatches } from '../lines.js'
import type { Input } from '../table.js'
import { textOf } from '../text-of.js'

/** The delimiter of a file: a tab for tsv; for csv whichever of , ; tab | is most frequent in the header. */
export async function delimiterOf(input: Input): Promise<string> {
  if (input.format === 'tsv') return '\t'
  for await (const lines of lineBatches(input.source.name, textOf(input))) return mostFrequent(lines[0]!)
  return ','
}

/** Whichever of , ; tab | is most frequent in a header, outside of quotes. */
export function mostFrequent(headerLine: string): string {
  const bare = headerLine.replace(/"[^"]*"/g, '')
  const counts = [',', ';', '\t', '|'].map((delimiter) => bare.split(delimiter).length - 1)
  const most = Math.max(...counts)
  return [',', ';', '\t', '|'][counts.indexOf(most)]!
}

/** What people call a delimiter. */
export function delimiterName(delimiter: string): string {
  return { ';': 'semicolons', '\t': 'tabs', '|': 'bars' }[delimiter] ?? `"${delimiter}"`
}
