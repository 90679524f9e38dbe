import type { Command } from 'commander'
import { action } from '../action.js'
import type { Context } from '../context.js'
import { withDeviceOption, withEngineOptions } from '../engine-options.js'
import type { CommandIo, DataOptions } from '../io.js'
import { withDataOptions } from '../options.js'

interface TrainOptions extends DataOptions {
  readonly resume?: boolean
}

export function register(program: Command, context: Context): void {
  const command = program
    .command('train')
    .argument('<config>', 'config file, YAML or JSON')
    .description('fit a model; writes a model file and a run folder')
  withDeviceOption(withEngineOptions(withDataOptions(command)))
    .option('--resume', 'go on from the checkpoint of an interrupted run')
    .addHelpText('after', '\nThe model is written to <output>/model.json; dsm show prints it again.')
    .action(action(context, run))
}

async function run(io: CommandIo, options: TrainOptions, file: string): Promise<void> {
  const { configure } = await import('../configure.js')
  const configured = await configure(io, options, file)
  const { train } = await import('../train.js')
  await train(io, configured, { resume: options.resume === true })
}
