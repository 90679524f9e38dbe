import type { Command } from 'commander'
import { action } from '../action.js'
import type { Context } from '../context.js'
import type { CommandIo, DataOptions } from '../io.js'
import { withDataOptions } from '../options.js'

export function register(program: Command, context: Context): void {
  const command = program
    .command('check')
    .description('validate config and data together and describe both; trains nothing')
    .argument('<config>', 'the config file')
  withDataOptions(command).action(action(context, run))
}

async function run(io: CommandIo, options: DataOptions, config: string): Promise<void> {
  const { checkCommand } = await import('../check/index.js')
  await checkCommand(io, options, config)
}
