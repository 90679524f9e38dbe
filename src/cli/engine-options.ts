import { type Command, InvalidArgumentError, Option } from 'commander'
import { wantedDevices } from '../config/device-names.js'
import { positiveInteger } from './options.js'

/** How a command computes. */
export interface EngineOptions {
  readonly threads?: number
  readonly kernel?: string
  readonly memory?: number
  readonly beam?: number
  readonly device?: string
}

/** The options of commands that do inference. */
export function withEngineOptions(command: Command): Command {
  return command
    .option(
      '--threads <number>',
      'threads that compute; all cores where left out (training.threads)',
      positiveInteger,
    )
    .addOption(
      new Option('--kernel <name>', 'compiled code (inference.kernel)').choices([
        'auto',
        'portable',
        'relaxed',
        'reference',
      ]),
    )
    .option(
      '--memory <megabytes>',
      'for the working arrays of the compiled code (inference.memory)',
      positiveInteger,
    )
    .option(
      '--beam <share>',
      'drop the states that hold less than this share of the mass at a step (inference.beam)',
      share,
    )
}

/** The option of commands that train networks. */
export function withDeviceOption(command: Command): Command {
  return command.addOption(
    new Option('--device <name>', 'what trains networks (device); dsm devices lists them').choices(
      wantedDevices,
    ),
  )
}

/** The engine options as overrides of config keys. */
export function engineOverrides(options: EngineOptions): string[] {
  const given: readonly (readonly [string, string | number | undefined])[] = [
    ['training.threads', options.threads],
    ['inference.kernel', options.kernel],
    ['inference.memory', options.memory],
    ['inference.beam', options.beam],
    ['device', options.device],
  ]
  return given.flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]))
}

function share(text: string): number {
  const value = Number(text)
  if (!(text.trim() !== '' && value >= 0 && value < 1))
    throw new InvalidArgumentError('Expected a share of at least 0 and below 1.')
  return value
}
