import type { z } from 'zod'
import { choices, expectedWords } from './expected.js'
import { formatPath, type Path, valueAt } from './paths.js'
import type { Complaint } from './problems.js'
import { alternatives, definition, knownKeys, schemasAt } from './schema-walk.js'
import { nearest } from './suggest.js'
import { synonymOf } from './synonyms.js'
import { misspelt, unknownKey } from './unknown-key.js'
import { describeValue } from './words.js'

type Issue = z.core.$ZodIssue

/** Turns what zod found into sentences: where, what was expected, what was there, what it may have meant. */
export function explain(schema: z.ZodType, root: unknown, issues: readonly Issue[]): Complaint[] {
  const complaints = issues.flatMap((issue) => explainIssue(schema, root, issue, []))
  const meant = new Set(
    complaints.flatMap(({ path, meant }) =>
      meant === undefined ? [] : [formatPath([...path.slice(0, -1), meant])],
    ),
  )
  // A key that is missing because it is misspelt is one mistake, not two.
  return complaints.filter(({ path }) => valueAt(root, path) !== undefined || !meant.has(formatPath(path)))
}

function explainIssue(schema: z.ZodType, root: unknown, issue: Issue, prefix: Path): Complaint[] {
  const path = [...prefix, ...(issue.path as (string | number)[])]
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey(schema, root, path, key))
  }
  if (issue.code === 'invalid_union' && 'discriminator' in issue && valueAt(root, path) === undefined) {
    const parent = path.slice(0, -1)
    const wrong = misspelt(
      String(path.at(-1)),
      Object.keys(valueAt(root, parent) ?? {}),
      knownKeys(schema, parent, root),
    )
    if (wrong !== undefined) return [unknownKey(schema, root, parent, wrong)]
  }
  if (issue.code === 'custom') return [{ path, message: issue.message }]
  if (issue.code === 'invalid_union') {
    const inside = branchInside(issue.errors as readonly (readonly Issue[])[], valueAt(root, path))
    if (inside !== null) return inside.flatMap((inner) => explainIssue(schema, root, inner, path))
  }
  return [mismatch(schema, root, path)]
}

/** The one branch of a union whose kind (list, map) fits the value, so that the fault lies inside it; null where there is none. */
function branchInside(branches: readonly (readonly Issue[])[], value: unknown): readonly Issue[] | null {
  if (typeof value !== 'object' || value === null) return null
  const fitting = branches.filter(
    (issues) => !issues.some((issue) => issue.path.length === 0 && wrongKind(issue)),
  )
  if (fitting.length === 0) return null
  // Where several fit, the one with the fewest complaints is what the user most likely meant.
  return fitting.reduce((best, issues) => (mistakes(issues) < mistakes(best) ? issues : best))
}

/** A missing key and the misspelt one that stands for it are one mistake. */
function mistakes(issues: readonly Issue[]): number {
  const strange = issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []))
  const missing = issues.flatMap((issue) => (issue.path.length === 1 ? [String(issue.path[0])] : []))
  return issues.length - strange.filter((key) => nearest(key, missing) !== undefined).length
}

function isOptional(schemas: readonly z.ZodType[]): boolean {
  return schemas.some((schema) => ['optional', 'default', 'prefault'].includes(definition(schema).type))
}

function wrongKind(issue: Issue): boolean {
  return (
    issue.code === 'invalid_type' ||
    issue.code === 'invalid_value' ||
    issue.code === 'too_small' ||
    issue.code === 'too_big'
  )
}

function mismatch(schema: z.ZodType, root: unknown, path: Path): Complaint {
  const value = valueAt(root, path)
  const schemas = schemasAt(schema, path, withoutKind(schema, root, path))
  const expected = expectedWords(...schemas)
  if (value === undefined) return { path, message: `is missing; expected ${expected}` }
  if (value === null)
    return {
      path,
      message: `has no value; expected ${expected}${isOptional(schemas) ? ', or take the key away' : ''}`,
    }
  const known = schemas.flatMap((entry) => alternatives(entry)).flatMap((entry) => choices(entry) ?? [])
  const words = known.filter((choice): choice is string => typeof choice === 'string')
  const meant = typeof value === 'string' ? (synonymOf(value, words) ?? nearest(value, words)) : undefined
  const guess = meant === undefined ? '' : `; did you mean "${meant}"?`
  return {
    path,
    message: `expected ${expected}, got ${describeValue(value)}${guess}${quotesHint(schemas, value)}`,
  }
}

/** The family of an expert that cannot be recognised: all families are then offered. */
function withoutKind(schema: z.ZodType, root: unknown, path: Path): unknown {
  const parent = schemasAt(schema, path.slice(0, -1), root).flatMap((entry) => alternatives(entry))
  const kinds = parent.filter((entry) => definition(entry).shape?.[String(path.at(-1))] !== undefined)
  return kinds.length > 1 && path.at(-1) === 'family' ? undefined : root
}

function quotesHint(schemas: readonly z.ZodType[], value: unknown): string {
  if (typeof value !== 'number' && typeof value !== 'boolean') {
    const numeric = typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))
    const wantsNumber = schemas
      .flatMap((entry) => alternatives(entry))
      .some((entry) => definition(entry).type === 'number')
    return numeric && wantsNumber ? '; write it without quotes' : ''
  }
  const wantsText = schemas
    .flatMap((entry) => alternatives(entry))
    .some((entry) => definition(entry).type === 'string')
  return wantsText ? `; write it in quotes: "${value}"` : ''
}
