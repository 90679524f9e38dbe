import { NumberBuilder } from '../data/builders.js'
import type { ColumnPlace } from '../data/cell-errors.js'
import { missingMarkers } from '../data/missing.js'
import { cellText, parseNumber } from '../data/number.js'
import type { Cell } from '../data/table.js'
import { DataError, type Warning } from '../errors.js'
import type { NumberGroup, NumberPlan, SymbolGroup, SymbolPlan } from './encoded.js'
import { MISSING } from './encoded.js'
import type { RowSource } from './row-encoder.js'

type Row = readonly (Cell | undefined)[]

/** How often a column held symbols that training never saw. */
export interface UnknownSymbols {
  readonly column: string
  count: number
}

/** The number columns of an expert, [1 + rows][D]; NaN is missing. */
export class NumberColumnEncoder {
  #values: Float64Array
  readonly #columns: readonly { index: number; place: ColumnPlace; markers: ReadonlySet<number> }[]

  constructor(plan: NumberPlan, { name, header, missing }: RowSource) {
    this.#columns = plan.columns.map((column) => {
      const markers = missingMarkers(column, 'number', missing, header, name)
      const place = {
        name: column,
        role: 'x',
        where: name,
        placeWord: 'line',
        missing: markers,
        required: false,
      }
      return { index: header.indexOf(column), place, markers: markers.numbers }
    })
    this.#values = new Float64Array(this.#columns.length).fill(Number.NaN)
  }

  reserve(rows: number): void {
    const length = (rows + 1) * this.#columns.length
    if (this.#values.length >= length) return
    const larger = new Float64Array(2 * length)
    larger.set(this.#values)
    this.#values = larger
  }

  /** @throws DataError `bad-number`, `infinite-number` */
  put(row: number, cells: Row, line: number): void {
    const columns = this.#columns
    const at = (row + 1) * columns.length
    for (let d = 0; d < columns.length; d++) {
      const { index, place, markers } = columns[d]!
      const cell = cells[index]
      const value =
        typeof cell === 'string' ? parseNumber(cell) : typeof cell === 'number' ? cell : Number.NaN
      if (value - value === 0 && (markers.size === 0 || !markers.has(value))) this.#values[at + d] = value
      else this.#values[at + d] = unusual(cell, place, line)
    }
  }

  keepLast(rows: number): void {
    const columns = this.#columns.length
    this.#values.copyWithin(0, rows * columns, (rows + 1) * columns)
  }

  group(): NumberGroup {
    return { kind: 'numbers', dimension: this.#columns.length, values: this.#values }
  }
}

/** What a file's reader makes of a cell that is no plain number: missing, JSON's true, or an error. */
function unusual(cell: Cell | undefined, place: ColumnPlace, line: number): number {
  const builder = new NumberBuilder(place)
  builder.add(cell, line)
  return builder.finish().values[0]!
}

/** A column of symbols, [1 + rows] codes. */
export class SymbolColumnEncoder {
  #codes: Int32Array = new Int32Array(1).fill(MISSING)
  readonly #codeOf: ReadonlyMap<string, number>
  readonly #index: number
  readonly unknown: UnknownSymbols

  constructor(
    private readonly plan: SymbolPlan,
    private readonly source: RowSource,
    private readonly warn: (warning: Warning) => void,
  ) {
    const [column] = plan.columns
    const { texts } = missingMarkers(column, 'text', source.missing, source.header, source.name)
    this.#codeOf = new Map([
      ...plan.symbols.map((symbol, code) => [symbol, code] as const),
      ...[...texts].map((text) => [text, MISSING] as const),
    ])
    this.#index = source.header.indexOf(column)
    this.unknown = { column, count: 0 }
  }

  reserve(rows: number): void {
    if (this.#codes.length > rows) return
    const larger = new Int32Array(2 * (rows + 1))
    larger.set(this.#codes)
    this.#codes = larger
  }

  /** @throws DataError `unknown-symbol` */
  put(row: number, cells: Row, line: number): void {
    const text = cellText(cells[this.#index])
    this.#codes[row + 1] = this.#codeOf.get(text) ?? this.#unknownCode(text, line)
  }

  keepLast(rows: number): void {
    this.#codes[0] = this.#codes[rows]!
  }

  group(): SymbolGroup {
    return { kind: 'symbols', symbols: this.plan.symbols.length, codes: this.#codes }
  }

  #unknownCode(text: string, line: number): number {
    const { unknown, symbols } = this.plan
    const place = `${this.source.name}:${line}, column "${this.unknown.column}"`
    const message = `${place}: the symbol ${JSON.stringify(text)} was never seen in training`
    if (unknown === 'error') {
      throw new DataError('unknown-symbol', message, {
        hint: 'mend the cell, or train with unknown: missing or unknown: hapax on this expert',
      })
    }
    if (this.unknown.count++ === 0) {
      const fate = {
        impossible: 'has probability 0',
        missing: 'counts as missing',
        hapax: 'counts as a symbol seen once',
        zeros: 'is like none of the known symbols',
        shared: 'takes the vector of unknown symbols',
      }[unknown]
      this.warn({
        code: 'unknown-symbols',
        message: `${message} and ${fate}; so will the next ones of this column`,
      })
    }
    return unknown === 'missing' ? MISSING : symbols.length
  }
}
