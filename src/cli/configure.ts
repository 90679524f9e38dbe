import { basename, dirname, extname, relative, resolve } from 'node:path'
import type { CheckOptions } from '../config/checks/index.js'
import type { Config } from '../config/schema.js'
import { ConfigError } from '../errors.js'
import { engineOverrides } from './engine-options.js'
import type { CommandIo, DataOptions } from './io.js'
import { parseWhere } from './parse-where.js'

/** A config with what the command line changes, its paths resolved. */
export interface Configured {
  readonly config: Config
  /** Name of the config file as the user gave it. */
  readonly file: string
  /** Text of the config file as it was read. */
  readonly text: string
  /** The data file relative to the working folder, or `-` for stdin. */
  readonly dataPath: string
  /** The run folder relative to the working folder. */
  readonly output: string
}

/** Reads a config file and lays --set, --seed, --where, --data and --output over it. Throws ConfigError, UsageError. */
export async function configure(
  io: CommandIo,
  options: DataOptions,
  file: string,
  checks: CheckOptions = {},
): Promise<Configured> {
  const cwd = io.context.cwd
  const folder = dirname(resolve(cwd, file))
  const fromConfig = (path: string) => relative(cwd, resolve(folder, path)) || '.'
  // Loaded late, so that --help does not wait for zod and yaml.
  const { loadConfigFile } = await import('../config/load-file.js')
  const { config, text } = await loadConfigFile(resolve(cwd, file), {
    file,
    overrides: overridesOf(options),
    ...checks,
  })
  const dataPath =
    options.data ??
    (config.data.path === undefined || config.data.path === '-'
      ? config.data.path
      : fromConfig(config.data.path))
  if (dataPath === undefined) {
    throw new ConfigError('no-data', `${file} names no data file (data.path)`, {
      where: file,
      hint: 'add data.path to the config, or give --data FILE',
    })
  }
  const output = options.output ?? fromConfig(config.output ?? `runs/${basename(file, extname(file))}`)
  return { config, file, text, dataPath, output }
}

/** The shorthand options as overrides; a --set of the same key comes first, so that the option wins. */
export function overridesOf(options: DataOptions): string[] {
  const where = Object.entries(parseWhere(options.where ?? [])).map(
    ([column, values]) => `data.where[${JSON.stringify(column)}]=${JSON.stringify(values)}`,
  )
  const seed = options.seed === undefined ? [] : [`training.seed=${options.seed}`]
  return [...options.set, ...seed, ...engineOverrides(options), ...where]
}
