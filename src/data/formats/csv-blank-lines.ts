import type { Input } from '../table.js'
import { plural } from '../tally.js'

/**
 * A blank line is no row where there are several columns. Where there is one, it is an empty cell,
 * unless only blank lines follow.
 */
export class BlankLines {
  #held: number[] = []
  constructor(
    readonly input: Input,
    readonly columns: number,
  ) {}

  add(line: number): void {
    if (this.columns === 1) this.#held.push(line)
    else this.#skip(line)
  }

  /** Whether blank lines wait for a row to follow. */
  get holds(): boolean {
    return this.#held.length > 0
  }

  /** The lines that are empty cells, now that a row follows. */
  taken(): readonly number[] {
    const held = this.#held
    if (held.length > 0) this.#held = []
    return held
  }

  end(): void {
    for (const line of this.#held) this.#skip(line)
  }

  #skip(line: number): void {
    this.input.tally.add(
      'blank-lines',
      `line ${line}`,
      (n, first) => `${plural(n, 'blank line')} skipped (first: ${first})`,
    )
  }
}
