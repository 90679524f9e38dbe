import type { Context } from './context.js'

/** Ctrl-C: the process ends with code 130. The message may say how to resume. */
export class Interrupted extends Error {
  constructor(readonly advice?: string) {
    super('interrupted')
    this.name = 'Interrupted'
  }
}

/** Lets signals and timers be seen between pieces of work; throws Interrupted after Ctrl-C. */
export async function breathe(context: Context): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve))
  if (context.signal.aborted) throw new Interrupted()
}
