import type { z } from 'zod'
import { formatPath, type Path } from './paths.js'
import type { Complaint } from './problems.js'
import { alternatives, definition, knownKeys, literalOf, pathsOfKey, schemasAt } from './schema-walk.js'
import { nearest } from './suggest.js'
import { synonymOf } from './synonyms.js'

/** What to say of a key that nobody knows: the nearest one here, or the place where it belongs. */
export function unknownKey(schema: z.ZodType, root: unknown, parent: Path, key: string): Complaint {
  const here = knownKeys(schema, parent, root)
  const complaint = (message: string, meant?: string): Complaint => ({
    path: [...parent, key],
    atKey: true,
    message: `${message} (known here: ${here.join(', ')})`,
    ...(meant === undefined ? {} : { meant }),
  })
  const didYouMean = (meant: string) => complaint(`unknown key; did you mean "${meant}"?`, meant)
  const same = here.find((known) => known.toLowerCase() === key.toLowerCase())
  if (same !== undefined) return didYouMean(same)
  const families = familiesWith(schema, parent, key)
  if (families.length > 0)
    return complaint(`unknown key for this family; it belongs to ${families.join(', ')}`)
  // Inside an expert, the same name in another part of an expert is no help.
  const inExpert = parent[1] === 'experts'
  const elsewhere = pathsOfKey(schema, key).filter((path) => !(inExpert && path.startsWith('model.experts')))
  if (elsewhere.length > 0) return complaint(`unknown key here; it belongs in ${elsewhere.join(' or ')}`)
  const meant = nearest(key, here) ?? synonymOf(key, here)
  return meant === undefined ? complaint('unknown key') : didYouMean(meant)
}

/** A key that is there, though under a wrong name: `famly` for `family`. */
export function misspelt(
  key: string,
  present: readonly string[],
  known: readonly string[],
): string | undefined {
  return present.find(
    (name) => !known.includes(name) && (nearest(name, known) ?? synonymOf(name, known)) === key,
  )
}

/** Families of the union at `parent` that do have the key. */
function familiesWith(schema: z.ZodType, parent: Path, key: string): string[] {
  if (formatPath(parent).replace(/\[\d+\]/g, '[]') !== 'model.experts[]') return []
  return schemasAt(schema, parent, undefined)
    .flatMap((entry) => alternatives(entry))
    .filter((entry) => definition(entry).shape?.[key] !== undefined)
    .map((entry) => String(literalOf(definition(entry).shape?.family)))
}
