import { readFile } from 'node:fs/promises'
import { ConfigError } from '../errors.js'
import { type LoadOptions, loadConfig } from './load.js'
import type { Config } from './schema.js'

export interface LoadedConfig {
  readonly config: Config
  /** The text of the file, as it was read. */
  readonly text: string
}

/** Reads and checks a config file; `options.file` is what messages call it. Throws ConfigError, UsageError. */
export async function loadConfigFile(path: string, options: LoadOptions): Promise<LoadedConfig> {
  const text = await readText(path, options.file)
  return { config: loadConfig(text, options), text }
}

async function readText(path: string, name: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'ENOENT') {
      throw new ConfigError('config-file', `there is no config file ${name}`, {
        where: name,
        hint: 'check the name, or let `dsm init DATA` write one',
        cause,
      })
    }
    if (code === 'EISDIR') {
      throw new ConfigError('config-file', `${name} is a folder, not a config file`, {
        where: name,
        hint: 'name the file itself',
        cause,
      })
    }
    throw new ConfigError(
      'config-file',
      `the config file ${name} cannot be read: ${(cause as Error).message}`,
      { where: name, cause },
    )
  }
}
