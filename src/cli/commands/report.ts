import { type Command, Option } from 'commander'
import { action } from '../action.js'
import type { Context } from '../context.js'
import { type EngineOptions, withEngineOptions } from '../engine-options.js'
import type { CommandIo, GlobalOptions } from '../io.js'
import { withGlobalOptions } from '../options.js'

export interface ReportOptions extends GlobalOptions, EngineOptions {
  readonly data?: string
  readonly out?: string
  readonly format: 'html' | 'md' | 'svg' | 'png' | 'json'
}

export function register(program: Command, context: Context): void {
  const command = program
    .command('report')
    .description(
      'one self-contained HTML page on a run: the choice of K, the fitted model, its states and its fit',
    )
    .argument('<run>', 'run folder of dsm cv or dsm train (or both), or a model file')
    .option('--data <file>', "the data to decode; the model's own training data where left out")
    .option(
      '--out <path>',
      'where to write it; report.html (or report.json, a folder for svg, png and md) in the run folder where left out',
    )
    .addOption(
      new Option(
        '--format <format>',
        'html, Markdown with pictures beside it, pictures alone, or the figures as JSON',
      )
        .choices(['html', 'md', 'svg', 'png', 'json'])
        .default('html'),
    )
  withEngineOptions(withGlobalOptions(command)).action(action(context, run))
}

async function run(io: CommandIo, options: ReportOptions, path: string): Promise<void> {
  const { report } = await import('../report/index.js')
  await report(io, options, path)
}
