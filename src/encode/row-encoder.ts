import type { DataConfig } from '../config/data.js'
import { type ColumnPlace, emptyCell } from '../data/cell-errors.js'
import { cellText } from '../data/number.js'
import type { StreamRows } from '../data/stream/stream-rows.js'
import type { Warning } from '../errors.js'
import type { EncodedGroup, EncodingPlan } from './encoded.js'
import { NumberColumnEncoder, SymbolColumnEncoder, type UnknownSymbols } from './row-columns.js'

/** Where the rows come from and what their cells mean. */
export interface RowSource {
  readonly name: string
  readonly header: readonly string[]
  /** Column that tells the sequences apart; undefined where all rows are one sequence. */
  readonly sequence: string | undefined
  readonly missing: DataConfig['missing']
}

/** Some rows as the experts see them. Row r stands at place r + 1: place 0 is the row before. Valid until the next call. */
export interface EncodedRows {
  readonly count: number
  readonly groups: readonly EncodedGroup[]
  /** [rows] 1 where a sequence begins. */
  readonly starts: Uint8Array
  /** What was wrong with the row after these; null where nothing was. */
  readonly error: unknown
}

/** Applies an encoding plan to rows while they come in, in constant memory: symbols that training never saw are not kept. */
export class RowEncoder {
  readonly #groups: readonly (NumberColumnEncoder | SymbolColumnEncoder)[]
  readonly #place: Pick<ColumnPlace, 'where' | 'placeWord'>
  readonly #sequenceIndex: number
  #id: string | undefined
  #begun = false
  #starts = new Uint8Array(0)

  constructor(
    plan: EncodingPlan,
    private readonly source: RowSource,
    warn: (warning: Warning) => void,
  ) {
    this.#place = { where: source.name, placeWord: 'line' }
    this.#sequenceIndex = source.sequence === undefined ? -1 : source.header.indexOf(source.sequence)
    this.#groups = plan.groups.map((group) =>
      group.kind === 'numbers'
        ? new NumberColumnEncoder(group, source)
        : new SymbolColumnEncoder(group, source, warn),
    )
  }

  encode({ cells, lines, error }: StreamRows): EncodedRows {
    this.#starts = this.#starts.length >= cells.length ? this.#starts : new Uint8Array(2 * cells.length)
    for (const group of this.#groups) group.reserve(cells.length)
    const starts = this.#starts
    const groups = this.#groups.map((group) => group.group())
    for (let r = 0; r < cells.length; r++) {
      try {
        starts[r] = this.#beginsSequence(cells[r]!, lines[r]!) ? 1 : 0
        for (const group of this.#groups) group.put(r, cells[r]!, lines[r]!)
      } catch (wrong) {
        return { count: r, groups, starts, error: wrong }
      }
    }
    return { count: cells.length, groups, starts, error }
  }

  /** The last of `count` rows becomes the row before. */
  keepLast(count: number): void {
    for (const group of this.#groups) group.keepLast(count)
  }

  unknownSymbols(): UnknownSymbols[] {
    return this.#groups.flatMap((group) => (group instanceof SymbolColumnEncoder ? [group.unknown] : []))
  }

  #beginsSequence(cells: StreamRows['cells'][number], line: number): boolean {
    const first = !this.#begun
    this.#begun = true
    if (this.#sequenceIndex < 0) return first
    const id = cellText(cells[this.#sequenceIndex])
    if (id === this.#id) return false
    if (id === '') throw emptyCell({ ...this.#place, name: this.source.sequence!, role: 'sequence' }, line)
    this.#id = id
    return true
  }
}
