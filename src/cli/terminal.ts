import { once } from 'node:events'
import type { Context } from './context.js'

/** The context of a real process. A first Ctrl-C asks the command to stop, a second one stops at once. */
export function terminalContext(): Context {
  const controller = new AbortController()
  process.on('SIGINT', () => {
    if (controller.signal.aborted) process.exit(130)
    controller.abort()
    setTimeout(() => process.stderr.write('stopping; Ctrl-C again stops at once\n'), 500).unref()
  })
  process.on('SIGTERM', () => controller.abort())
  for (const stream of [process.stdout, process.stderr]) stream.on('error', closedPipe)
  return {
    stdout: (text) => void process.stdout.write(text),
    drained: async () => {
      if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain')
    },
    stderr: (text) => void process.stderr.write(text),
    stdin: process.stdin,
    isTerminal: process.stderr.isTTY === true,
    columns: process.stderr.columns ?? 80,
    colours: process.stderr.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
    signal: controller.signal,
    cwd: process.cwd(),
  }
}

/** `dsm … | head` closes the pipe when it has seen enough: that is no error. */
function closedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
}
