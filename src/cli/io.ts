import picocolors from 'picocolors'
import type { Warning } from '../errors.js'
import type { Context } from './context.js'
import type { EngineOptions } from './engine-options.js'
import { toJson } from './json.js'

/** What every command accepts. */
export interface GlobalOptions {
  readonly json?: boolean
  readonly quiet?: boolean
  readonly seed?: number
  /** `path=value`, in the order given. */
  readonly set: readonly string[]
}

/** What commands that read data accept besides. */
export interface DataOptions extends GlobalOptions, EngineOptions {
  readonly data?: string
  readonly output?: string
  /** `column=value` or `column=a,b`, in the order given. */
  readonly where?: readonly string[]
}

/** How a command speaks: results on stdout, everything else on stderr. */
export interface CommandIo {
  readonly context: Context
  readonly json: boolean
  readonly quiet: boolean
  /** Results for people; nothing under --json. A newline is added. */
  print(text: string): void
  /** Remarks on the work for people, on stderr; nothing under --json or --quiet. */
  say(text: string): void
  /** Warnings: shown on stderr, and kept for --json. */
  warn(...warnings: readonly Warning[]): void
  readonly warnings: readonly Warning[]
  /** Under --json, prints the record with `warnings` added, on one line; otherwise nothing. */
  result(record: object): void
}

export function createIo(context: Context, options: GlobalOptions): CommandIo {
  const json = options.json === true
  const quiet = options.quiet === true
  const warnings: Warning[] = []
  const colours = picocolors.createColors(context.colours)
  return {
    context,
    json,
    quiet,
    warnings,
    print(text) {
      if (!json) context.stdout(`${text}\n`)
    },
    say(text) {
      if (!json && !quiet) context.stderr(`${text}\n`)
    },
    warn(...added) {
      for (const warning of added) {
        if (warnings.some((known) => known.code === warning.code && known.message === warning.message))
          continue
        warnings.push(warning)
        context.stderr(`${colours.yellow('warning:')} ${warning.message}\n`)
      }
    },
    result(record) {
      if (json) context.stdout(toJson(record, warnings))
    },
  }
}
