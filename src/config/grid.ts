import { parseDocument } from 'yaml'
import { ConfigError, UsageError } from '../errors.js'
import { type LoadOptions, loadConfig } from './load.js'
import { formatPath, parsePath } from './paths.js'
import type { Config } from './schema.js'

/** Config keys, each with the values to try. */
export type Grid = Readonly<Record<string, readonly unknown[]>>

/** One cell of a grid: its values by config key (empty without a grid), and the config with them. */
export interface Variant {
  readonly settings: Readonly<Record<string, unknown>>
  readonly config: Config
}

/** More candidates than this are a slip of the pen, or a search for a weekend. */
const mostVariants = 1000

/**
 * Every combination of the grid's values laid over a config, the last key changing fastest; one variant without settings for
 * an empty grid. `text` is the config (YAML or JSON). Throws ConfigError (as `loadConfig`) for a combination that cannot be.
 */
export function gridVariants(text: string, grid: Grid, options: LoadOptions): Variant[] {
  const keys = Object.keys(grid)
  const count = keys.reduce((product, key) => product * grid[key]!.length, 1)
  if (count > mostVariants) {
    throw new ConfigError(
      'grid',
      `the grid has ${count} combinations; at most ${mostVariants} are searched`,
      {
        where: 'selection.grid',
        hint: 'search over fewer keys or values at once',
      },
    )
  }
  return combinations(grid, keys).map((settings) => {
    const overrides = Object.entries(settings).map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    const config = loadConfig(text, { ...options, grid: overrides })
    return { settings, config }
  })
}

function combinations(grid: Grid, keys: readonly string[]): Record<string, unknown>[] {
  return keys.reduce<Record<string, unknown>[]>(
    (cells, key) =>
      cells.flatMap((cell) => grid[key]!.map((value) => ({ ...cell, [normalised(key)]: value }))),
    [{}],
  )
}

/** One spelling for `model.experts.0.family` and `model.experts[0].family`. */
function normalised(key: string): string {
  return formatPath(parsePath(key) ?? [key])
}

/** Reads `--grid model.gate=static,markov`: the values are a YAML list without its brackets. Throws UsageError. */
export function parseGridOption(text: string): readonly [key: string, values: readonly unknown[]] {
  const equals = text.indexOf('=')
  const path = equals < 0 ? null : parsePath(text.slice(0, equals).trim())
  const document = parseDocument(`[${text.slice(equals + 1)}]`, { prettyErrors: false })
  const values: unknown = document.errors.length > 0 ? null : document.toJS()
  if (path === null || !Array.isArray(values) || values.length === 0) {
    throw new UsageError('grid', `--grid ${text}: expected a config key and its values`, {
      hint: 'write --grid key=a,b, for example --grid model.experts.0.covariance=diagonal,full',
    })
  }
  return [formatPath(path), values]
}
