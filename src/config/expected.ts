import { z } from 'zod'
import { alternatives, bare, definition, literalOf } from './schema-walk.js'
import { either } from './words.js'

interface Bounds {
  readonly minimum?: number
  readonly maximum?: number
  readonly above?: number
  readonly below?: number
  readonly whole: boolean
}

/** What zod keeps of `.min`, `.max`, `.positive`, `.lt` and `.int`. */
interface Check {
  readonly check: string
  readonly value?: number
  readonly minimum?: number
  readonly inclusive?: boolean
}

function boundsOf(schema: z.ZodType): Bounds {
  const checks = (schema._zod.def.checks ?? []).map((check) => check._zod.def as unknown as Check)
  const of = (name: string, inclusive: boolean) =>
    checks.find((check) => check.check === name && check.inclusive === inclusive)?.value
  const length = checks.find((check) => check.check === 'min_length')?.minimum
  const minimum = of('greater_than', true) ?? length
  const maximum = of('less_than', true)
  const above = of('greater_than', false)
  const below = of('less_than', false)
  return {
    whole: 'format' in schema._zod.def,
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(above === undefined ? {} : { above }),
    ...(below === undefined ? {} : { below }),
  }
}

/** In words, what a schema expects: `a whole number of at least 1`, `"free", "stationary" or a list of numbers`. */
export function expectedWords(...schemas: readonly z.ZodType[]): string {
  const lazy = schemas.map(bare).find((entry) => definition(entry).type === 'lazy')
  if (lazy !== undefined) return z.globalRegistry.get(lazy)?.description ?? 'a value'
  const kinds = schemas.map((entry) => kindWords(entry)).filter((words) => words !== null)
  if (kinds.length > 0) return either(kinds)
  const all = schemas.flatMap((entry) => alternatives(entry))
  const values = all.flatMap((entry) => choices(entry) ?? [])
  const others = all.filter((entry) => choices(entry) === null).map(single)
  return either([...new Set([...values.map((value) => JSON.stringify(value)), ...others])])
}

/** A union whose maps name their kind: `a map with a family ("gaussian", …)`. */
function kindWords(schema: z.ZodType): string | null {
  const { discriminator } = definition(bare(schema))
  if (discriminator === undefined) return null
  const kinds = alternatives(schema).map((entry) =>
    JSON.stringify(literalOf(definition(entry).shape?.[discriminator])),
  )
  return `a map with a ${discriminator} (${either(kinds)})`
}

/** The values of an enum or of literals; null for any other schema. */
export function choices(schema: z.ZodType): readonly unknown[] | null {
  const def = definition(bare(schema))
  if (def.entries !== undefined) return Object.values(def.entries)
  return def.type === 'literal' ? (def.values ?? null) : null
}

function single(schema: z.ZodType): string {
  const def = definition(schema)
  const bounds = boundsOf(schema)
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

function numberWords({ minimum, maximum, above, below, whole }: Bounds): string {
  const noun = whole ? 'a whole number' : 'a number'
  if (minimum !== undefined && maximum !== undefined) return `${noun} from ${minimum} to ${maximum}`
  if (minimum !== undefined && below !== undefined) return `${noun} of at least ${minimum} and below ${below}`
  if (minimum !== undefined) return `${noun} of at least ${minimum}`
  if (above !== undefined) return `${noun} above ${above}`
  return maximum === undefined ? noun : `${noun} of at most ${maximum}`
}
