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

/** A callback for work in many small pieces, that sees Ctrl-C a few times a second. */
export function steadily(context: Context, update: (done: number) => void): (done: number) => Promise<void> {
  let last = Date.now()
  return async (done) => {
    update(done)
    if (Date.now() - last < 100) return
    await breathe(context)
    last = Date.now()
  }
}

/** Waits for work that does not look at the signal itself (reading a file); throws Interrupted as soon as Ctrl-C comes. */
export async function orInterrupted<T>(context: Context, work: Promise<T>): Promise<T> {
  const { signal } = context
  let stop = () => {}
  const interrupted = new Promise<never>((_, reject) => {
    stop = () => reject(new Interrupted())
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work, interrupted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
