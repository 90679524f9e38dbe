import type { Readable } from 'node:stream'

/** The world as a command sees it: the only way to the terminal, the clock of signals and the working folder. */
export interface Context {
  /** Writes results. */
  stdout(text: string): void
  /** Waits until stdout has taken what was written, so that an endless result does not pile up. */
  drained?(): Promise<void>
  /** Writes progress, warnings and errors. */
  stderr(text: string): void
  readonly stdin: Readable
  /** Whether stderr is a terminal: progress is drawn only then. */
  readonly isTerminal: boolean
  /** Width of the terminal in characters. */
  readonly columns: number
  /** Whether what is written to stderr may be coloured. */
  readonly colours: boolean
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  readonly cwd: string
}
