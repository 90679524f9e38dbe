import { type Command, Option } from 'commander'
import { action } from '../action.js'
import type { Context } from '../context.js'
import type { CommandIo, GlobalOptions } from '../io.js'
import { positiveInteger, withGlobalOptions } from '../options.js'

export interface SampleOptions extends GlobalOptions {
  readonly sequences: number
  readonly length?: number
  readonly data?: string
  readonly out?: string
  readonly states?: boolean
  readonly format?: 'csv' | 'jsonl'
}

export function register(program: Command, context: Context): void {
  const command = program
    .command('sample')
    .description('draw sequences from a model; the same seed gives the same data')
    .argument('<model>', 'model file, or run folder')
    .option('--sequences <number>', 'how many sequences', positiveInteger, 1)
    .option(
      '--length <number>',
      'steps in each; the mean length of the training data where left out',
      positiveInteger,
    )
    .option(
      '--data <file>',
      'for networks: the file with their inputs; one sequence is drawn for each of its',
    )
    .option('--out <file>', 'file to write; on stdout where left out')
    .option('--states', 'add the hidden states')
    .addOption(
      new Option('--format <name>', 'csv where the name of --out does not tell').choices(['csv', 'jsonl']),
    )
  withGlobalOptions(command).action(action(context, run))
}

async function run(io: CommandIo, options: SampleOptions, path: string): Promise<void> {
  const { sample } = await import('../sample.js')
  await sample(io, options, path)
}
