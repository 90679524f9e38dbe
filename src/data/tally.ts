import type { Warning } from '../errors.js'

/** Counts how often each reading policy acted, and where it first did. */
export class Tally {
  readonly #entries = new Map<
    string,
    { count: number; first: string; text: (count: number, first: string) => string }
  >()

  /**
   * @param key code of the warning; what follows a colon keeps cases of one code apart (`column-absent:speed`)
   * @param first place of this case ("line 7"); the earliest is kept
   * @param text the message for a number of cases and the first place
   */
  add(key: string, first: string, text: (count: number, first: string) => string, count = 1): void {
    const entry = this.#entries.get(key)
    if (entry === undefined) this.#entries.set(key, { count, first, text })
    else entry.count += count
  }

  warnings(): Warning[] {
    return [...this.#entries].map(([key, { count, first, text }]) => ({
      code: key.split(':')[0]!,
      message: text(count, first),
    }))
  }
}

/** "1 row", "2 rows". */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
