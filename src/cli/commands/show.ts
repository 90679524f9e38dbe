import type { Command } from 'commander'
import { action } from '../action.js'
import type { Context } from '../context.js'
import type { CommandIo, GlobalOptions } from '../io.js'
import { withGlobalOptions } from '../options.js'

export function register(program: Command, context: Context): void {
  const command = program
    .command('show')
    .description(
      'print a fitted model: share of time, expected stay, transitions, parameters in the data units',
    )
    .argument('<model>', 'model file, or run folder')
  withGlobalOptions(command).action(action(context, run))
}

async function run(io: CommandIo, _options: GlobalOptions, path: string): Promise<void> {
  const { show } = await import('../show.js')
  await show(io, path)
}
