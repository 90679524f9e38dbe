import type { Command } from 'commander'
import { withGlobalOptions } from './options.js'

/** The options of commands that apply a model to data. */
export function withModelOptions(command: Command): Command {
  return withGlobalOptions(command).option(
    '--where <column=value>',
    "keep only these rows, instead of the config's own filter on that column; a,b stands for either value (repeatable)",
    (value: string, before: string[]) => [...before, value],
    [] as string[],
  )
}
