import { type Command, InvalidArgumentError, Option } from 'commander'
import { parseKRange } from '../../config/k-range.js'
import { ConfigError } from '../../errors.js'
import { action } from '../action.js'
import type { Context } from '../context.js'
import { withEngineOptions } from '../engine-options.js'
import type { CommandIo, DataOptions } from '../io.js'
import { positiveInteger, withDataOptions } from '../options.js'

export interface CvCommandOptions extends DataOptions {
  readonly kRange?: string
  readonly folds?: number
  readonly restarts?: number
  readonly by?: string
  readonly blocks?: number
  readonly rule?: string
  readonly resume?: boolean
}

export function register(program: Command, context: Context): void {
  const command = program
    .command('cv')
    .description('choose the number of hidden states K by cross-validation; writes a config for dsm train')
    .argument('<config>', 'the config file')
    .option('--k-range <values>', 'values of K to try: 1:8, 1,2,4,8 or 1:10:3 (selection.kRange)', kRange)
    .option('--folds <number>', 'how many parts are held out in turn (selection.folds)', atLeastTwo)
    .option('--restarts <number>', 'how many starts for each fit (training.restarts)', positiveInteger)
    .addOption(
      new Option('--by <unit>', 'what is held out (selection.by)').choices(['auto', 'sequence', 'block']),
    )
    .option('--blocks <number>', 'blocks of each sequence, by block (selection.blocks)', atLeastTwo)
    .addOption(
      new Option('--rule <rule>', 'how K is chosen from the table (selection.rule)').choices([
        'one-standard-error',
        'maximum',
        'aic',
        'bic',
        'icl',
      ]),
    )
    .option('--resume', 'reuse the finished fits of an earlier search, also for another --k-range or --rule')
  withEngineOptions(withDataOptions(command)).action(action(context, run))
}

async function run(io: CommandIo, options: CvCommandOptions, config: string): Promise<void> {
  const { crossValidateCommand } = await import('../cv.js')
  await crossValidateCommand(io, options, config)
}

function kRange(text: string): string {
  try {
    parseKRange(text)
  } catch (error) {
    if (error instanceof ConfigError) throw new InvalidArgumentError(error.message)
    throw error
  }
  return text
}

function atLeastTwo(text: string): number {
  const value = positiveInteger(text)
  if (value < 2) throw new InvalidArgumentError('Expected a whole number of at least 2.')
  return value
}
