import type { CommandIo } from './io.js'

/** A bar on stderr; draws nothing where stderr is no terminal, under --quiet and under --json with a pipe. */
export interface Progress {
  /** How much is done, and a few words on what is going on. */
  update(done: number, text?: string): void
  /** Changes the amount of work. */
  total(total: number): void
  /** Takes the bar away. */
  stop(): void
}

const silent: Progress = { update() {}, total() {}, stop() {} }

/** A bar with the share done and the time left. Call `stop` in a finally block. */
export async function createProgress(
  io: CommandIo,
  options: { readonly title: string; readonly total: number },
): Promise<Progress> {
  if (!io.context.isTerminal || io.quiet) return silent
  const { default: cliProgress } = await import('cli-progress')
  const bar = new cliProgress.SingleBar({
    format: `${options.title} {bar} {percentage}% | {value}/{total} | {eta_formatted} left | {text}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: Math.max(10, Math.min(30, io.context.columns - 60)),
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    etaBuffer: 30,
    fps: 8,
  })
  bar.start(options.total, 0, { text: '' })
  return {
    update: (done, text) => bar.update(done, text === undefined ? {} : { text }),
    total: (total) => bar.setTotal(total),
    stop: () => bar.stop(),
  }
}
