import { type Command, Option } from 'commander'
import { action } from '../action.js'
import type { Context } from '../context.js'
import { type EngineOptions, withEngineOptions } from '../engine-options.js'
import type { CommandIo, GlobalOptions } from '../io.js'
import { withModelOptions } from '../model-options.js'

export interface EvalOptions extends GlobalOptions, EngineOptions {
  readonly where?: readonly string[]
  readonly clamp?: boolean
  readonly bicN: 'steps' | 'sequences'
  readonly perSequence?: boolean
  readonly residuals?: boolean
  readonly labels?: string
  readonly mapData?: string
  readonly mapWhere?: readonly string[]
  readonly method: 'viterbi' | 'posterior' | 'online'
}

export function register(program: Command, context: Context): void {
  const command = program
    .command('eval')
    .description(
      'score data under a model: log-likelihood, perplexity, AIC, BIC, ICL; with labels accuracy, F1, ARI, NMI',
    )
    .argument('<model>', 'model file, or run folder')
    .argument('[data]', "data file; the model's own training data where left out; - is stdin")
  withEngineOptions(withModelOptions(command))
    .option('--clamp', 'score log p(x, known states) instead of log p(x)')
    .addOption(
      new Option('--bic-n <what>', 'what the n of BIC and ICL counts: observed steps, or sequences (panels)')
        .choices(['steps', 'sequences'])
        .default('steps'),
    )
    .option('--per-sequence', 'print the log-likelihood of every sequence')
    .option('--residuals', 'pseudo-residuals of number columns: are they normal, and independent in time?')
    .option('--labels <column>', 'compare the states with this column instead of data.z')
    .addOption(
      new Option('--method <name>', 'how states are chosen for the comparison with labels')
        .choices(['viterbi', 'posterior', 'online'])
        .default('viterbi'),
    )
    .option(
      '--map-where <column=value>',
      'let each state mean its commonest label in these rows, and report how often that is right (repeatable)',
      (value: string, before: string[] | undefined) => [...(before ?? []), value],
    )
    .option('--map-data <file>', 'take the rows of --map-where from this file instead of the evaluated one')
    .action(action(context, run))
}

async function run(
  io: CommandIo,
  options: EvalOptions,
  model: string,
  data: string | undefined,
): Promise<void> {
  const { evaluate } = await import('../eval/index.js')
  await evaluate(io, options, model, data)
}
