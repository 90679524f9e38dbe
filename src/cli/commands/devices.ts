import type { Command } from 'commander'
import { action } from '../action.js'
import type { Context } from '../context.js'
import type { CommandIo, GlobalOptions } from '../io.js'

export interface DevicesOptions extends GlobalOptions {
  readonly measure?: boolean
}

export function register(program: Command, context: Context): void {
  program
    .command('devices')
    .description(
      'what networks can be trained on here: each device, why it is or is not usable, how to get it',
    )
    .argument('[device]', 'one of them instead of all')
    .option('--measure', 'measure a matrix product on each, in 10^9 operations a second')
    .option('--json', 'print results as JSON on stdout')
    .option('--quiet', 'no progress and no remarks, only results, warnings and errors')
    .action(action(context, run))
}

async function run(io: CommandIo, options: DevicesOptions, device?: string): Promise<void> {
  const { devices } = await import('../devices.js')
  await devices(io, options, device)
}
