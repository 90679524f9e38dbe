import { type Command, InvalidArgumentError, Option } from 'commander'
import { parseKRange } from '../../config/k-range.js'
import { ConfigError } from '../../errors.js'
import { action } from '../action.js'
import type { Context } from '../context.js'
import { withDeviceOption, withEngineOptions } from '../engine-options.js'
import type { CommandIo, DataOptions } from '../io.js'
import { positiveInteger, withDataOptions } from '../options.js'

export interface CvCommandOptions extends DataOptions {
  readonly kRange?: string
  /** `key=a,b`, in the order given. */
  readonly grid?: readonly string[]
  readonly method?: string
  readonly folds?: number
  readonly repeats?: number
  readonly splits?: number
  readonly testShare?: number
  readonly restarts?: number
  readonly by?: string
  readonly group?: string
  readonly stratify?: string
  readonly blocks?: number
  readonly gap?: number
  readonly score?: string
  readonly rule?: string
  readonly resume?: boolean
}

export function register(program: Command, context: Context): void {
  const choice = (flags: string, text: string, values: readonly string[]) =>
    new Option(flags, text).choices(values)
  const command = program
    .command('cv')
    .description('choose the number of hidden states K by cross-validation; writes a config for dsm train')
    .argument('<config>', 'the config file')
    .option('--k-range <values>', 'values of K to try: 1:8, 1,2,4,8 or 1:10:3 (selection.kRange)', kRange)
    .option(
      '--grid <key=values>',
      'other config keys to try: model.experts.0.covariance=diagonal,full; may be given again (selection.grid)',
      collect,
    )
    .option('--folds <number>', 'how many parts are held out in turn (selection.folds)', atLeastTwo)
    .option('--repeats <number>', 'how often the folds are dealt anew (selection.repeats)', positiveInteger)
    .option('--restarts <number>', 'how many starts for each fit (training.restarts)', positiveInteger)
    .addOption(
      choice('--by <unit>', 'what is held out (selection.by)', ['auto', 'group', 'sequence', 'block']),
    )
    .option('--group <column>', 'keep the sequences of one subject together (selection.group)')
    .option('--stratify <column>', 'spread the values of a column over the folds (selection.stratify)')
    .option('--blocks <number>', 'blocks of each sequence, by block (selection.blocks)', atLeastTwo)
    .option('--gap <steps>', 'steps missing on both sides of a held-out block (selection.gap)', wholeNumber)
    .addOption(
      choice('--method <method>', 'how splits are made (selection.method)', [
        'folds',
        'monte-carlo',
        'half-sampling',
      ]),
    )
    .option('--splits <number>', 'random splits, with --method monte-carlo (selection.splits)', atLeastTwo)
    .option('--test-share <share>', 'share that each of them holds out (selection.testShare)', shareOfUnits)
    .addOption(
      choice('--score <score>', 'what is compared on held-out data (selection.score)', [
        'log-likelihood',
        'accuracy',
        'macro-f1',
        'log-loss',
      ]),
    )
    .addOption(
      choice('--rule <rule>', 'how K is chosen from the table (selection.rule)', [
        'one-standard-error',
        'maximum',
        'aic',
        'bic',
        'icl',
      ]),
    )
    .option(
      '--resume',
      'reuse the finished fits of an earlier search, also for another --k-range, --grid, --restarts or --rule',
    )
  withDeviceOption(withEngineOptions(withDataOptions(command))).action(action(context, run))
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

function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text]
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Expected a whole number.')
  return Number(text)
}

function shareOfUnits(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('Expected a number between 0 and 1.')
  return value
}

function atLeastTwo(text: string): number {
  const value = positiveInteger(text)
  if (value < 2) throw new InvalidArgumentError('Expected a whole number of at least 2.')
  return value
}
