import { type Command, InvalidArgumentError, Option } from 'commander'
import { action } from '../action.js'
import type { Context } from '../context.js'
import { type EngineOptions, withEngineOptions } from '../engine-options.js'
import type { CommandIo, GlobalOptions } from '../io.js'
import { withModelOptions } from '../model-options.js'
import { positiveInteger } from '../options.js'

export interface PredictOptions extends GlobalOptions, EngineOptions {
  readonly where?: readonly string[]
  readonly out?: string
  readonly method?: 'viterbi' | 'posterior'
  readonly posterior?: boolean
  readonly online?: boolean
  readonly stream?: boolean
  readonly lag?: number | 'auto'
  readonly maxLag?: number
  readonly forecast?: number
  readonly paths?: number
  readonly samples?: number
  readonly prefix: string
}

export function register(program: Command, context: Context): void {
  const command = program
    .command('predict')
    .description(
      "label every step of a file: the input's columns and state, surprise, on request posteriors; or forecast",
    )
    .argument('<model>', 'model file, or run folder')
    .argument('<data>', 'data file; - is stdin')
  withEngineOptions(withModelOptions(command))
    .option('--out <file>', 'file to write; on stdout where left out')
    .addOption(
      new Option(
        '--method <name>',
        'viterbi: the most probable path (default); posterior: the most probable state at each step',
      ).choices(['viterbi', 'posterior']),
    )
    .option('--posterior', 'add p_1 … p_K, the probability of each state given the whole sequence')
    .option(
      '--online',
      'use the past and present alone, never what comes later: state and p_1 … p_K are filtered',
    )
    .option('--stream', 'label csv or jsonl line by line as it comes in, in constant memory')
    .option(
      '--lag <steps>',
      'with --stream: write a step once so many more are known (0), or auto: once later ones cannot move it',
      lagOption,
    )
    .option(
      '--max-lag <steps>',
      'with --lag auto: write a step after so many at the latest (1000)',
      positiveInteger,
    )
    .option(
      '--forecast <steps>',
      'write the law of so many steps after each sequence instead',
      positiveInteger,
    )
    .option(
      '--paths <number>',
      'add the most probable paths: path_1 …, path_1_probability …',
      positiveInteger,
    )
    .option('--samples <number>', 'add paths drawn from the posterior: sample_1 …', positiveInteger)
    .option('--prefix <text>', 'beginning of the names of all added columns', '')
    .action(action(context, run))
}

/** `auto`, or a number of steps, as commander's argument parser. */
function lagOption(text: string): number | 'auto' {
  if (text === 'auto') return text
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Expected auto, or a whole number of at least 0.')
  return Number(text)
}

async function run(io: CommandIo, options: PredictOptions, model: string, data: string): Promise<void> {
  const { predict } = await import('../predict/index.js')
  await predict(io, options, model, data)
}
