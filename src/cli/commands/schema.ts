import type { Command } from 'commander'
import { action } from '../action.js'
import type { Context } from '../context.js'
import type { CommandIo, GlobalOptions } from '../io.js'
import { withGlobalOptions } from '../options.js'

export function register(program: Command, context: Context): void {
  const command = program.command('schema').description("print the config's JSON Schema, for editors")
  withGlobalOptions(command).action(action(context, run))
}

async function run(io: CommandIo, _options: GlobalOptions): Promise<void> {
  const { configJsonSchema } = await import('../../config/json-schema.js')
  io.context.stdout(`${JSON.stringify(configJsonSchema(), null, 2)}\n`)
}
