import { CommanderError } from 'commander'
import picocolors from 'picocolors'
import { ConfigProblems } from '../config/problems.js'
import { DsmError, UsageError } from '../errors.js'
import type { Context } from './context.js'
import { Interrupted } from './interrupted.js'

/** Prints an error (text on stderr; under --json also a record on stdout) and gives the exit code. */
export function showError(thrown: unknown, context: Context, json: boolean): number {
  if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0
  if (thrown instanceof Interrupted || context.signal.aborted) return showInterrupted(thrown, context)
  const error = thrown instanceof CommanderError ? usageError(thrown) : thrown
  if (!(error instanceof DsmError)) return showBug(error, context, json)
  const colours = picocolors.createColors(context.colours)
  context.stderr(`${colours.red('error:')} ${placed(error)}\n`)
  if (error.hint !== undefined) context.stderr(`  hint: ${sentence(error.hint)}\n`)
  if (json) context.stdout(`${JSON.stringify({ error: errorRecord(error), warnings: [] })}\n`)
  return error.exitCode
}

/** The message with its place in front, unless it names the place itself. */
function placed({ where, message }: DsmError): string {
  return where === undefined || message.includes(where) ? message : `${where}: ${message}`
}

function errorRecord(error: DsmError): object {
  return {
    code: error.code,
    message: error.message,
    where: error.where ?? null,
    hint: error.hint ?? null,
    ...(error instanceof ConfigProblems ? { problems: error.problems } : {}),
  }
}

/** commander's own complaints, in our form: `error: unknown command 'trian'` with the suggestion as a hint. */
function usageError(error: CommanderError): UsageError {
  const [message, suggestion] = error.message.replace(/^error: /, '').split('\n')
  const hint =
    suggestion === undefined
      ? 'See `dsm --help`, or --help after a command.'
      : suggestion.replace(/^\((.*)\)$/, '$1')
  return new UsageError('usage', message!, { hint })
}

function showInterrupted(thrown: unknown, context: Context): number {
  const advice = thrown instanceof Interrupted ? thrown.advice : undefined
  context.stderr(`\ninterrupted${advice === undefined ? '' : `; ${advice}`}\n`)
  return 130
}

function showBug(error: unknown, context: Context, json: boolean): number {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  context.stderr(
    `${stack}\nThis is a bug in dsm. Please report it with the command, the config and the lines above.\n`,
  )
  if (json)
    context.stdout(
      `${JSON.stringify({ error: { code: 'bug', message: String(error), where: null, hint: 'please report it' }, warnings: [] })}\n`,
    )
  return 1
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.?!…'"`]$/.test(capital) ? capital : `${capital}.`
}
