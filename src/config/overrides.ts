import { parseDocument } from 'yaml'
import { UsageError } from '../errors.js'
import { formatPath, type Path, parsePath } from './paths.js'
import { describeValue } from './words.js'

/** One `--set path=value`. */
export interface Override {
  /** The option that gave it: --set or --grid. */
  readonly option: string
  readonly text: string
  readonly path: Path
  readonly value: unknown
}

/** Reads `model.states=4`: the value is YAML; nothing (or null) takes the key away. Throws UsageError. */
export function parseOverride(text: string, option = '--set'): Override {
  const equals = text.indexOf('=')
  if (equals < 0) {
    throw new UsageError('set', `${option} ${text}: there is no "=" in it`, {
      hint: 'write --set path=value, for example --set model.states=4',
    })
  }
  const path = parsePath(text.slice(0, equals).trim())
  if (path === null || typeof path[0] === 'number' || path.includes('__proto__')) {
    throw new UsageError(
      'set',
      `${option} ${text}: ${JSON.stringify(text.slice(0, equals))} is no path to a config key`,
      {
        hint: 'write keys with dots and list entries with their number from 0, for example model.experts[0].family',
      },
    )
  }
  const document = parseDocument(text.slice(equals + 1), { prettyErrors: false })
  if (document.errors.length > 0) {
    throw new UsageError(
      'set',
      `${option} ${text}: the value is not valid YAML: ${document.errors[0]!.message}`,
      {
        hint: `put text with special characters in quotes: --set '${formatPath(path)}="…"'`,
      },
    )
  }
  return { option, text, path, value: document.toJS() as unknown }
}

/** Changes `root` in place; maps that are not there are made. Throws UsageError where the path meets something else. */
export function applyOverride(root: Record<string, unknown>, override: Override): void {
  const { path } = override
  let parent: unknown = root
  for (const [depth, part] of path.entries()) {
    const here = path.slice(0, depth)
    const key = keyIn(parent, part, here, override)
    const container = parent as Record<string | number, unknown>
    if (depth === path.length - 1) {
      if (override.value === null && !Array.isArray(container)) delete container[key]
      else container[key] = override.value
      return
    }
    const there = Object.hasOwn(container, key) ? container[key] : undefined
    if (there === undefined || there === null) container[key] = typeof path[depth + 1] === 'number' ? [] : {}
    parent = container[key]
  }
}

/** The key to use in a map or list; throws where there is neither, or the list is too short. */
function keyIn(
  parent: unknown,
  part: string | number,
  here: Path,
  { option, text }: Override,
): string | number {
  if (Array.isArray(parent)) {
    if (typeof part !== 'number') {
      throw new UsageError(
        'set',
        `${option} ${text}: ${formatPath(here)} is a list of ${parent.length}, so "${part}" cannot be a key of it`,
        {
          hint: `name an entry by its number: ${formatPath([...here, 0, part])}`,
        },
      )
    }
    if (part > parent.length) {
      throw new UsageError(
        'set',
        `${option} ${text}: ${formatPath(here)} has ${parent.length === 1 ? '1 entry' : `${parent.length} entries`}, numbered from 0, so there is no [${part}]`,
        {
          hint: `use ${parent.length === 1 ? '[0]' : `[0] to [${parent.length - 1}]`}, or [${parent.length}] to add one`,
        },
      )
    }
    return part
  }
  if (typeof parent !== 'object' || parent === null) {
    throw new UsageError(
      'set',
      `${option} ${text}: ${formatPath(here)} is ${describeValue(parent)}, which has no keys, so ${formatPath([...here, part])} cannot be set`,
      {
        hint: `replace the whole of it: --set '${formatPath(here)}={${part}: …}'`,
      },
    )
  }
  return String(part)
}
