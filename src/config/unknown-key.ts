import type { z } from 'zod'
import type { Path } from './paths.js'
import { formatPath } from './paths.js'
import { knownKeys, pathsOfKey } from './schema-walk.js'
import { nearest } from './suggest.js'
import { synonymOf } from './synonyms.js'

/** What to say of a key that nobody knows: the nearest one here, or the place where it belongs. */
export function unknownKey(schema: z.ZodType, root: unknown, parent: Path, key: string): string {
  const here = knownKeys(schema, parent, root)
  const list = `known here: ${here.join(', ')}`
  const close = nearest(key, here)
  const elsewhere = pathsOfKey(schema, key)
  const families = elsewhere.filter(
    (path) => path === `${formatPath(parent).replace(/\[\d+\]/g, '[]')}.${key}`,
  )
  if (families.length > 0 && close === undefined)
    return `unknown key for this family; it belongs to another one (${list})`
  if (close !== undefined && (elsewhere.length === 0 || close.toLowerCase() === key.toLowerCase())) {
    return `unknown key; did you mean "${close}"? (${list})`
  }
  if (elsewhere.length > 0) return `unknown key here; it belongs in ${elsewhere.join(' or ')} (${list})`
  const synonym = synonymOf(key, here)
  if (synonym !== undefined) return `unknown key; did you mean "${synonym}"? (${list})`
  return `unknown key (${list})`
}
