import { Command } from 'commander'
import * as check from './commands/check.js'
import * as cv from './commands/cv.js'
import * as devices from './commands/devices.js'
import * as evaluate from './commands/eval.js'
import * as init from './commands/init.js'
import * as predict from './commands/predict.js'
import * as report from './commands/report.js'
import * as sample from './commands/sample.js'
import * as schema from './commands/schema.js'
import * as show from './commands/show.js'
import * as train from './commands/train.js'
import type { Context } from './context.js'
import { packageVersion } from './version.js'

/** Commands in the order of a first visit: each file names its options and loads the heavy parts when it runs. */
const commands = [init, check, cv, train, show, evaluate, report, predict, sample, schema, devices]

export function createProgram(context: Context): Command {
  const program = new Command('dsm')
    .description(
      'Train, evaluate, select and apply dynamic sequence mixture models (mixtures, hidden Markov models) on sequence files.',
    )
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'help for a command')
    .addHelpText(
      'after',
      '\nA first run: dsm init data.csv --out config.yaml, then dsm check config.yaml and dsm cv config.yaml.',
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout(text),
      // Complaints come out through showError, in one form for people and one for --json.
      writeErr: () => {},
      outputError: () => {},
      getOutHelpWidth: () => Math.min(context.columns, 110),
    })
  for (const command of commands) command.register(program, context)
  return program
}
