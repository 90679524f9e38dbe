import type { Command } from 'commander'
import { action } from '../action.js'
import type { Context } from '../context.js'
import type { CommandIo, GlobalOptions } from '../io.js'
import { withGlobalOptions } from '../options.js'

export interface InitOptions extends GlobalOptions {
  readonly out?: string
  readonly force?: boolean
  readonly format?: string
}

export function register(program: Command, context: Context): void {
  const command = program
    .command('init')
    .description('look at a data file and write a commented config for it')
    .argument('<data>', 'the data file; - is stdin')
    .option('--out <file>', 'config file to write; on stdout where left out')
    .option(
      '--format <name>',
      'csv, tsv, jsonl, parquet, conll, conllu or text, where the name does not tell',
    )
    .option('--force', 'overwrite the config file if it is there')
  withGlobalOptions(command).action(action(context, run))
}

async function run(io: CommandIo, options: InitOptions, data: string): Promise<void> {
  const { initConfig } = await import('../init/index.js')
  await initConfig(io, options, data)
}
