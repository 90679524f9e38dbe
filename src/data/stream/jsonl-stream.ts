import { DataError, UsageError } from '../../errors.js'
import { missingColumn } from '../expand.js'
import type { Cell, Input } from '../table.js'
import { plural } from '../tally.js'
import { type JsonObject, parseJsonLine, vectorElement } from './json-line.js'
import type { StreamReader, StreamRows } from './stream-rows.js'

/**
 * JSON Lines a step at a time: an object a line, each column one value. A column emb_2 may be the second element of a
 * list `emb`. A column that a line lacks is missing.
 *
 * @param wanted the columns that the model reads; one of them at least is in the first line
 * @throws DataError for a first line that is no such object
 */
export function openJsonlStream(input: Input, firstLine: string, wanted: readonly string[]): StreamReader {
  const where = input.source.name
  const first = parseJsonLine(where, firstLine, 1)
  const keys = Object.keys(first)
  if (!wanted.some((name) => Object.hasOwn(first, name) || Object.hasOwn(first, vectorElement(name).field)))
    throw missingColumn(wanted[0]!, keys, 'data.x', where)
  return new JsonlStream(input, [...new Set([...keys, ...wanted])], wanted)
}

class JsonlStream implements StreamReader {
  #line = 0
  #resultNames: readonly string[] = []
  /** Beginning of each result: `"state":`. */
  #prefixes: readonly string[] = []
  /** D of the lists by field, as the first line that has one says. */
  readonly #dimensions = new Map<string, number>()
  readonly #elements: readonly { field: string; index: number }[]

  constructor(
    private readonly input: Input,
    readonly header: readonly string[],
    private readonly wanted: readonly string[],
  ) {
    this.#elements = header.map(vectorElement)
  }

  headerLine(names: readonly string[]): null {
    this.#resultNames = names
    this.#prefixes = names.map((name) => `${JSON.stringify(name)}:`)
    return null
  }

  read(lines: readonly string[]): StreamRows {
    const rows: StreamRows = { texts: [], cells: [], lines: [], error: null }
    for (const text of lines) {
      this.#line++
      if (text.trim() === '') {
        this.#note('blank-lines', (n, first) => `${plural(n, 'blank line')} skipped (first: ${first})`)
        continue
      }
      try {
        const object = parseJsonLine(this.input.source.name, text, this.#line)
        this.#refuseClash(object)
        rows.cells.push(this.header.map((name, c) => this.#cell(object, name, c)))
      } catch (error) {
        rows.error = error
        break
      }
      rows.texts.push(text.slice(0, text.lastIndexOf('}')))
      rows.lines.push(this.#line)
    }
    return rows
  }

  write(text: string, results: readonly (string | number | null)[]): string {
    let line = text
    let separator = text.trim() === '{' ? '' : ','
    for (const [i, result] of results.entries()) {
      const value = typeof result === 'number' && !Number.isFinite(result) ? null : result
      line += `${separator}${this.#prefixes[i]}${JSON.stringify(value)}`
      separator = ','
    }
    return `${line}}\n`
  }

  #cell(object: JsonObject, name: string, column: number): Cell {
    const { field, index } = this.#elements[column]!
    if (Object.hasOwn(object, name)) return this.#single(object[name], name)
    const list = index < 0 ? undefined : object[field]
    if (Array.isArray(list)) {
      this.#checkDimension(list, field, index)
      return this.#single(list[index], name)
    }
    if (list !== null && this.wanted.includes(name)) {
      this.#note(
        `column-absent:${name}`,
        (n, first) =>
          `${plural(n, 'line')} without column "${name}" (first: ${first}); it counts as missing there`,
      )
    }
    return null
  }

  #single(value: unknown, name: string): Cell {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
    if (value === null || value === undefined) return null
    // Other columns are written again as they are, whatever they hold.
    if (!this.wanted.includes(name)) return null
    const list = Array.isArray(value)
    throw new DataError(
      'cell-unsupported',
      `line ${this.#line}, column "${name}": expected a number, a text or null, found ${list ? 'a list' : 'an object'}`,
      {
        where: this.input.source.name,
        hint: list
          ? 'In a stream a line is one step: write a line for each, or leave --stream out.'
          : 'Write its parts as columns of their own.',
      },
    )
  }

  #checkDimension(list: readonly unknown[], field: string, index: number): void {
    const known = this.#dimensions.get(field)
    if (known === undefined) this.#dimensions.set(field, list.length)
    if (index < list.length && (known ?? list.length) === list.length) return
    throw new DataError(
      'vector-length',
      `line ${this.#line}, column "${field}": expected a vector of ${Math.max(known ?? 0, index + 1)} numbers, found one of ${list.length}`,
      {
        where: this.input.source.name,
        hint: 'Make all vectors of the column equally long; write null for a missing one.',
      },
    )
  }

  #refuseClash(object: JsonObject): void {
    for (const name of this.#resultNames) {
      if (!Object.hasOwn(object, name)) continue
      throw new UsageError(
        'column-clash',
        `line ${this.#line} already has "${name}", which a result would be called too`,
        {
          where: this.input.source.name,
          hint: 'Give the names of the results a beginning of their own, for example --prefix dsm_.',
        },
      )
    }
  }

  #note(key: string, text: (count: number, first: string) => string): void {
    this.input.tally.add(key, `line ${this.#line}`, text)
  }
}
