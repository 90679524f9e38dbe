import { z } from 'zod'
import { alternatives, bare, definition } from './schema-walk.js'
import { either } from './words.js'

interface Bounds {
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly format?: string
}

/** In words, what a schema expects: `a whole number of at least 1`, `"free", "stationary" or a list of numbers`. */
export function expectedWords(schema: z.ZodType): string {
  const plain = bare(schema)
  const lazy = definition(plain).type === 'lazy' ? z.globalRegistry.get(plain)?.description : undefined
  if (lazy !== undefined) return lazy
  const all = alternatives(plain)
  const values = all.flatMap((entry) => choices(entry) ?? [])
  const others = all.filter((entry) => choices(entry) === null).map(single)
  return either([...new Set([...values.map((value) => JSON.stringify(value)), ...others])])
}

/** The values of an enum or of literals; null for any other schema. */
export function choices(schema: z.ZodType): readonly unknown[] | null {
  const def = definition(bare(schema))
  if (def.entries !== undefined) return Object.values(def.entries)
  return def.type === 'literal' ? (def.values ?? null) : null
}

function single(schema: z.ZodType): string {
  const def = definition(schema)
  const bounds = schema._zod.bag as Bounds
  switch (def.type) {
    case 'string':
      return (bounds.minimum ?? 0) > 0 ? 'text that is not empty' : 'text'
    case 'boolean':
      return 'true or false'
    case 'number':
      return numberWords(bounds)
    case 'array':
      return (bounds.minimum ?? 0) > 0
        ? `a list (at least one entry, each ${expectedWords(def.element!)})`
        : `a list (each entry ${expectedWords(def.element!)})`
    case 'record':
      return `a map (each value ${expectedWords(def.valueType!)})`
    case 'object':
      return `a map with the keys ${Object.keys(def.shape ?? {})
        .filter((key) => !key.startsWith('$'))
        .join(', ')}`
    default:
      return def.type
  }
}

function numberWords(bounds: Bounds): string {
  const noun = bounds.format === 'safeint' ? 'a whole number' : 'a number'
  const low =
    bounds.minimum !== undefined && bounds.minimum > -Number.MAX_SAFE_INTEGER ? bounds.minimum : undefined
  const high =
    bounds.maximum !== undefined && bounds.maximum < Number.MAX_SAFE_INTEGER ? bounds.maximum : undefined
  if (low !== undefined && high !== undefined) return `${noun} from ${low} to ${high}`
  if (low !== undefined) return `${noun} of at least ${low}`
  if (bounds.exclusiveMinimum !== undefined) return `${noun} above ${bounds.exclusiveMinimum}`
  return high === undefined ? noun : `${noun} of at most ${high}`
}
