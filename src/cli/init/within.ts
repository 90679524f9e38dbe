import type { Rows } from './roles.js'

/** Columns whose value never changes within a sequence, though it does between them: they tell sequences apart, not steps. */
export async function unchanging(
  header: readonly string[],
  sequence: string,
  rows: Rows,
): Promise<Set<string>> {
  const at = header.indexOf(sequence)
  const first = new Map<string, readonly string[]>()
  const open = new Set(header.keys())
  open.delete(at)
  for await (const row of rows()) {
    const known = first.get(row[at]!)
    if (known === undefined) first.set(row[at]!, row)
    else for (const i of open) if (known[i] !== row[i]) open.delete(i)
    if (open.size === 0) break
  }
  return new Set([...open].map((i) => header[i]!))
}
