import { createPattern, type Pattern } from './pattern.js'

/** Numbers that the cached patterns may hold in all (32 MB). */
const LARGEST_CACHE = 4e6

/** The factors of each pattern of missing cells, computed when it first turns up. */
export class PatternCache {
  readonly #patterns = new Map<string, Pattern>()
  readonly #capacity: number
  readonly #complete: Pattern
  readonly #marks: string[]

  /** `covariance` [matrices][D][D] */
  constructor(
    private readonly covariance: Float64Array,
    private readonly columns: number,
  ) {
    this.#complete = createPattern(covariance, columns, () => false)
    this.#capacity = Math.max(1, Math.floor(LARGEST_CACHE / covariance.length))
    this.#marks = Array.from({ length: columns }, () => '0')
  }

  /** Pattern of the vector that begins at `begin`. */
  at(values: Float64Array, begin: number): Pattern {
    let complete = true
    for (let d = 0; d < this.columns; d++) if (Number.isNaN(values[begin + d]!)) complete = false
    return complete ? this.#complete : this.#partial(values, begin)
  }

  #partial(values: Float64Array, begin: number): Pattern {
    for (let d = 0; d < this.columns; d++) this.#marks[d] = Number.isNaN(values[begin + d]!) ? '1' : '0'
    const key = this.#marks.join('')
    const known = this.#patterns.get(key)
    if (known !== undefined) return known
    if (this.#patterns.size >= this.#capacity) this.#patterns.clear()
    const pattern = createPattern(this.covariance, this.columns, (d) => Number.isNaN(values[begin + d]!))
    this.#patterns.set(key, pattern)
    return pattern
  }
}
