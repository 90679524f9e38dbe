import type { z } from 'zod'
import type { Path } from './paths.js'

/** The parts of zod's definitions that are read here. */
interface Definition {
  readonly type: string
  readonly innerType?: z.ZodType
  readonly in?: z.ZodType
  readonly getter?: () => z.ZodType
  readonly options?: readonly z.ZodType[]
  readonly discriminator?: string
  readonly shape?: Readonly<Record<string, z.ZodType>>
  readonly element?: z.ZodType
  readonly valueType?: z.ZodType
  readonly values?: readonly unknown[]
  readonly entries?: Readonly<Record<string, string>>
}

export function definition(schema: z.ZodType): Definition {
  return schema._zod.def as unknown as Definition
}

/** Takes away optional, default and the like. */
export function bare(schema: z.ZodType): z.ZodType {
  const def = definition(schema)
  if (def.innerType !== undefined) return bare(def.innerType)
  if (def.type === 'pipe' && def.in !== undefined) return bare(def.in)
  return schema
}

/** All alternatives of a schema; those of a union that names its kind (`family`) are chosen by the value. */
export function alternatives(schema: z.ZodType, value?: unknown): z.ZodType[] {
  const plain = bare(schema)
  const def = definition(plain)
  if (def.type === 'lazy' && def.getter !== undefined) return alternatives(def.getter(), value)
  if (def.options === undefined) return [plain]
  const all = def.options.flatMap((option) => alternatives(option, value))
  if (def.discriminator === undefined) return all
  const kind = isRecord(value) ? value[def.discriminator] : undefined
  const chosen = all.filter((option) => literalOf(definition(option).shape?.[def.discriminator!]) === kind)
  return chosen.length > 0 ? chosen : all
}

/** The schemas that a value at this path of `root` may follow. */
export function schemasAt(schema: z.ZodType, path: Path, root: unknown): z.ZodType[] {
  let schemas = [schema]
  let value = root
  for (const part of path) {
    schemas = schemas.flatMap((entry) => alternatives(entry, value)).flatMap((entry) => child(entry, part))
    value =
      typeof value === 'object' && value !== null
        ? (value as Record<string | number, unknown>)[part]
        : undefined
  }
  return schemas
}

/** Keys that a map at this path may have; empty where it may not be a map, or may have any key. */
export function knownKeys(schema: z.ZodType, path: Path, root: unknown): string[] {
  let value = root
  for (const part of path) value = (value as Record<string | number, unknown> | undefined)?.[part]
  const maps = schemasAt(schema, path, root).flatMap((entry) => alternatives(entry, value))
  return [...new Set(maps.flatMap((entry) => Object.keys(definition(entry).shape ?? {})))].filter(
    (key) => !key.startsWith('$'),
  )
}

/** Every path at which the schema knows the key; `[]` stands for any entry of a list, `(gaussian)` for a family. */
export function pathsOfKey(schema: z.ZodType, key: string, prefix = ''): string[] {
  const found: string[] = []
  for (const entry of alternatives(schema)) {
    const def = definition(entry)
    if (def.type === 'array' && def.element !== undefined) {
      if (definition(def.element).type !== 'lazy') found.push(...pathsOfKey(def.element, key, `${prefix}[]`))
      continue
    }
    for (const [name, inner] of Object.entries(def.shape ?? {})) {
      const path = prefix === '' ? name : `${prefix}.${name}`
      if (name === key) found.push(path)
      if (definition(bare(inner)).type !== 'lazy') found.push(...pathsOfKey(inner, key, path))
    }
  }
  return [...new Set(found)]
}

export function literalOf(schema: z.ZodType | undefined): unknown {
  return schema === undefined ? undefined : definition(bare(schema)).values?.[0]
}

function child(schema: z.ZodType, part: string | number): z.ZodType[] {
  const def = definition(schema)
  if (def.element !== undefined) return [def.element]
  if (def.valueType !== undefined) return [def.valueType]
  const inner = def.shape?.[String(part)]
  return inner === undefined ? [] : [inner]
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
