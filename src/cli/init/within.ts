import type { Rows } from './roles.js'

/**
 * Columns whose value never changes within a sequence: they tell sequences apart, not steps.
 * `at` is the cell of a row that names its sequence.
 */
export async function unchanging(header: readonly string[], at: number, rows: Rows): Promise<Set<string>> {
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
