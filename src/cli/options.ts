import { type Command, InvalidArgumentError } from 'commander'

const collect = (value: string, before: string[]) => [...before, value]

/** The options that every command has. */
export function withGlobalOptions(command: Command): Command {
  return command
    .option('--json', 'print results as JSON on stdout')
    .option('--quiet', 'no progress and no remarks, only results, warnings and errors')
    .option('--seed <number>', 'seed of the random numbers (training.seed)', integer)
    .option(
      '--set <path=value>',
      'replace a config key, for example model.states=4; the value is YAML (repeatable)',
      collect,
      [],
    )
}

/** The options of commands that read data. */
export function withDataOptions(command: Command): Command {
  return withGlobalOptions(command)
    .option('--data <file>', "data file instead of the config's own; - is stdin")
    .option('--output <folder>', "run folder instead of the config's own")
    .option(
      '--where <column=value>',
      'keep only these rows; a,b stands for either value (repeatable)',
      collect,
      [],
    )
}

/** A whole number, as commander's argument parser. */
export function integer(text: string): number {
  if (!/^[+-]?\d+$/.test(text.trim())) throw new InvalidArgumentError('Expected a whole number.')
  return Number(text)
}

/** A whole number of at least 1, as commander's argument parser. */
export function positiveInteger(text: string): number {
  const value = integer(text)
  if (value < 1) throw new InvalidArgumentError('Expected a whole number of at least 1.')
  return value
}
