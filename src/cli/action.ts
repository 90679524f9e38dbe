import type { Context } from './context.js'
import { type CommandIo, createIo, type GlobalOptions } from './io.js'

/**
 * A commander action from a function of (io, options, …arguments): the arguments come first in commander,
 * then the options, then the command.
 */
export function action<Options extends GlobalOptions, Arguments extends unknown[]>(
  context: Context,
  run: (io: CommandIo, options: Options, ...args: Arguments) => Promise<void>,
): (...all: unknown[]) => Promise<void> {
  return (...all) => {
    const options = all.at(-2) as Options
    const args = all.slice(0, -2) as Arguments
    return run(createIo(context, options), options, ...args)
  }
}
