import type { DataConfig } from '../config/data.js'
import { DataError } from '../errors.js'
import { listed } from './expand.js'
import { cellText, parseNumber } from './number.js'
import type { Cell } from './table.js'

type Wanted = string | number | boolean

/** The row filter of `data.where`: a row stays where every named column holds the value (or one of the values) given. */
export class RowFilter {
  readonly #conditions: readonly {
    name: string
    index: number
    texts: ReadonlySet<string>
    numbers: ReadonlySet<number>
    seen: Set<string>
  }[]

  constructor(where: DataConfig['where'], header: readonly string[]) {
    this.#conditions = Object.entries(where ?? {}).map(([name, value]) => {
      const wanted: readonly Wanted[] = Array.isArray(value) ? value : [value]
      const numbers = new Set(wanted.filter((item) => typeof item === 'number'))
      return {
        name,
        index: header.indexOf(name),
        texts: new Set(wanted.map(String)),
        numbers,
        seen: new Set(),
      }
    })
  }

  /** True where every row stays. */
  get open(): boolean {
    return this.#conditions.length === 0
  }

  accepts(cells: readonly (Cell | undefined)[]): boolean {
    return this.open || this.acceptsTexts((index) => cellText(cells[index]))
  }

  /** @param textAt the text of the row's cell in a column of the header */
  acceptsTexts(textAt: (index: number) => string): boolean {
    for (const { index, texts, numbers, seen } of this.#conditions) {
      const text = textAt(index)
      if (!texts.has(text) && !(numbers.size > 0 && numbers.has(parseNumber(text)))) {
        if (seen.size < 100) seen.add(text)
        return false
      }
    }
    return true
  }

  /** The error for a filter that left no row. */
  nothingLeft(where: string, rows: number): DataError {
    const parts = this.#conditions.map(({ name, texts, seen }) => {
      const values = [...seen].map((value) => (value === '' ? '(empty)' : value))
      return `"${name}" = ${[...texts].join(' or ')}${values.length > 0 ? ` (rows left out hold ${listed(values, 8)})` : ''}`
    })
    return new DataError(
      'where-empty',
      `data.where leaves none of ${rows} row${rows === 1 ? '' : 's'}: ${parts.join('; ')}`,
      {
        where,
        hint: 'Correct data.where or --where.',
      },
    )
  }
}
