/**
 * How a thread that waits is woken: two counters for each worker in shared memory, commands sent, and replies given (one more than that once it is ready). A short spin
 * comes before the wait, since the next command of an iteration is often microseconds away.
 */
const SPINS = 4000

export type Counters = Int32Array<SharedArrayBuffer>

export function createCounters(workers: number): Counters {
  return new Int32Array(new SharedArrayBuffer(8 * workers))
}

export const sent = (worker: number) => 2 * worker
export const answered = (worker: number) => 2 * worker + 1

/** Counts one more and wakes who waits for it. */
export function raise(counters: Counters, index: number): void {
  Atomics.add(counters, index, 1)
  Atomics.notify(counters, index)
}

/** Returns once the counter is no longer `seen`. */
export function waitWhile(counters: Counters, index: number, seen: number): void {
  for (let i = 0; i < SPINS; i++) if (Atomics.load(counters, index) !== seen) return
  while (Atomics.load(counters, index) === seen) Atomics.wait(counters, index, seen)
}
