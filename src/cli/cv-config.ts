import { isAbsolute, relative, resolve } from 'node:path'
import { parseDocument, stringify } from 'yaml'
import { loadConfig } from '../config/index.js'
import { parseOverride } from '../config/overrides.js'
import { type Path, parsePath } from '../config/paths.js'
import type { Config } from '../config/schema.js'

export interface ChosenConfig {
  /** Text of the config file as it was read. */
  readonly text: string
  /** The config as it was used. */
  readonly config: Config
  /** What the command line laid over the file. */
  readonly overrides: readonly string[]
  readonly states: number
  /** Values of the grid that were chosen, by config key. */
  readonly settings: Readonly<Record<string, unknown>>
  /** Absolute folder of the config file. */
  readonly from: string
  /** Absolute folder that the new config is written to; it is the run folder too. */
  readonly to: string
  /** Absolute path of the data, or `-`. */
  readonly data: string
}

/**
 * A config ready for `dsm train`: the user's own text, comments kept, with K, the options of the command line, and paths
 * that hold from the run folder.
 */
export function chosenConfig(chosen: ChosenConfig): string {
  const { data, to, states, settings } = chosen
  const changes: readonly (readonly [Path, unknown])[] = [
    ...chosen.overrides.map((text) => parseOverride(text)).map(({ path, value }) => [path, value] as const),
    ...Object.entries(settings).map(([key, value]) => [parsePath(key)!, value] as const),
    [['model', 'states'], states],
    [['selection', 'grid'], null],
    [['data', 'path'], data === '-' ? data : relative(to, data)],
    [['output'], '.'],
  ]
  return edited(chosen, changes) ?? written(chosen, changes)
}

/** The user's text with the changes; null where its structure (aliases) does not allow them. */
function edited(
  { text, from, to }: ChosenConfig,
  changes: readonly (readonly [Path, unknown])[],
): string | null {
  try {
    const document = parseDocument(text)
    for (const [path, value] of changes) {
      if (value === null) document.deleteIn(path)
      else document.setIn(path, value)
    }
    const schema: unknown = document.get('$schema')
    if (typeof schema === 'string') document.set('$schema', moved(schema, from, to))
    const result = moveSchemaComment(document.toString(), from, to)
    loadConfig(result, { file: 'config.yaml' })
    return result
  } catch {
    // The yaml library cannot set a value behind an alias.
    return null
  }
}

/** The config as it was used, defaults and all. */
function written({ config }: ChosenConfig, changes: readonly (readonly [Path, unknown])[]): string {
  const document = parseDocument(stringify(config))
  for (const [path, value] of changes) {
    if (value === null) document.deleteIn(path)
    else document.setIn(path, value)
  }
  return document.toString()
}

/** The comment by which editors find the JSON Schema. */
function moveSchemaComment(text: string, from: string, to: string): string {
  const comment = /^(#\s*yaml-language-server:\s*\$schema=)(\S+)/m
  return text.replace(comment, (_, head: string, path: string) => head + moved(path, from, to))
}

function moved(path: string, from: string, to: string): string {
  return /^[a-z]+:\/\//i.test(path) || isAbsolute(path) ? path : relative(to, resolve(from, path))
}
