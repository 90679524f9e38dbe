type Complaint = 'uncaughtException' | 'unhandledRejection'

/**
 * Takes away what `work` lets listen to the process. Emscripten's runtime throws again from such listeners, and Node then ends with
 * code 7 where an uncaught error has to end with 1.
 */
export async function withoutNewListeners(
  events: readonly Complaint[],
  work: () => Promise<void>,
): Promise<void> {
  const before = new Map(events.map((event) => [event, new Set(process.rawListeners(event))]))
  try {
    await work()
  } finally {
    for (const [event, known] of before)
      for (const listener of process.rawListeners(event))
        if (!known.has(listener)) process.removeListener(event, listener as (...args: unknown[]) => void)
  }
}
