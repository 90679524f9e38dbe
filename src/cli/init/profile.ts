import { parseNumber } from '../../data/number.js'

/** Distinct values kept for each column; beyond them a column has "many". */
const mostDistinct = 2000

/** What one pass over a column shows. */
export interface ColumnProfile {
  readonly name: string
  readonly rows: number
  /** Empty cells, and NA and NaN. */
  readonly missing: number
  /** Cells that are finite numbers, and those of them that are whole. */
  readonly numbers: number
  readonly integers: number
  readonly infinite: number
  readonly minimum: number
  readonly maximum: number
  readonly mean: number
  /** Whether every cell is one more than the cell before it: the column numbers the rows. */
  readonly counter: boolean
  /** Cells that look like a date, and those that sort by time as text (ISO 8601). */
  readonly dates: number
  readonly isoDates: number
  /** Cells such as 12,5. */
  readonly decimalCommas: number
  /** Text cells `NA` or `NaN`. */
  readonly markers: number
  /** How often each value occurs; not all of them where `many`. */
  readonly values: ReadonlyMap<string, number>
  readonly many: boolean
  /** Values that are neither numbers nor missing, and how often each occurs; not all of them where `many`. */
  readonly words: ReadonlyMap<string, number>
}

const date =
  /^\d{4}-\d{1,2}-\d{1,2}([T ]\d{1,2}:\d{2}.*)?$|^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}([ T].*)?$|^\d{4}\/\d{1,2}\/\d{1,2}([ T].*)?$/
const isoDate = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?$/

/** Collects the profile of one column, cell by cell. */
export class Profiler {
  #rows = 0
  #missing = 0
  #numbers = 0
  #integers = 0
  #infinite = 0
  #minimum = Number.POSITIVE_INFINITY
  #maximum = Number.NEGATIVE_INFINITY
  #sum = 0
  #dates = 0
  #isoDates = 0
  #decimalCommas = 0
  #markers = 0
  #many = false
  #counter = true
  #last = Number.NaN
  readonly #values = new Map<string, number>()
  readonly #words = new Map<string, number>()

  constructor(readonly name: string) {}

  add(cell: string): void {
    this.#rows++
    const text = cell.trim()
    if (text === 'NA' || text === 'NaN') this.#markers++
    if (text === '' || text === 'NA' || text === 'NaN') {
      this.#missing++
      return
    }
    this.#count(this.#values, text)
    const value = parseNumber(text)
    if (Number.isFinite(value)) this.#addNumber(value)
    else if (Number.isNaN(value)) this.#addWord(text)
    else this.#infinite++
  }

  #addNumber(value: number): void {
    this.#numbers++
    if (Number.isInteger(value)) this.#integers++
    if (value < this.#minimum) this.#minimum = value
    if (value > this.#maximum) this.#maximum = value
    this.#sum += value
    if (value !== this.#last + 1 && this.#numbers > 1) this.#counter = false
    this.#last = value
  }

  #addWord(text: string): void {
    this.#count(this.#words, text)
    if (date.test(text)) this.#dates++
    if (isoDate.test(text)) this.#isoDates++
    if (/^[+-]?\d+,\d+$/.test(text)) this.#decimalCommas++
  }

  #count(counts: Map<string, number>, text: string): void {
    const known = counts.get(text)
    if (known !== undefined) counts.set(text, known + 1)
    else if (counts.size < mostDistinct) counts.set(text, 1)
    else this.#many = true
  }

  finish(): ColumnProfile {
    return {
      name: this.name,
      rows: this.#rows,
      missing: this.#missing,
      numbers: this.#numbers,
      integers: this.#integers,
      infinite: this.#infinite,
      minimum: this.#minimum,
      maximum: this.#maximum,
      mean: this.#sum / this.#numbers,
      counter: this.#counter && this.#numbers === this.#rows && this.#rows > 1,
      dates: this.#dates,
      isoDates: this.#isoDates,
      decimalCommas: this.#decimalCommas,
      markers: this.#markers,
      values: this.#values,
      many: this.#many,
      words: this.#words,
    }
  }
}

/** Cells that hold something. */
export function present(column: ColumnProfile): number {
  return column.rows - column.missing
}
