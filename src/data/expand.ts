import { nearest } from '../config/suggest.js'
import { DataError } from '../errors.js'
import { looksLikeData } from './header.js'

/**
 * The columns that a list of names, patterns and ranges stands for, in the list's order, each once.
 *
 * - `note_*`: every column that fits, in the order of the file.
 * - `note_21..note_108`: the numbered columns from 21 to 108; they must all be there.
 * - `a..f`: the columns from a to f in the order of the file.
 * - `emb`, where there is no such column but emb_1 … emb_D are: all of these (a vector).
 *
 * @param role for messages: "data.x"
 * @param where name of the file, for messages
 * @throws DataError `column-missing`, `range-reversed`
 */
export function expandColumns(
  entries: string | readonly string[],
  header: readonly string[],
  role: string,
  where: string,
): string[] {
  const list = typeof entries === 'string' ? [entries] : entries
  return [...new Set(list.flatMap((entry) => expandOne(entry, header, role, where)))]
}

function expandOne(entry: string, header: readonly string[], role: string, where: string): readonly string[] {
  if (header.includes(entry)) return [entry]
  const range = /^(.+)\.\.(.+)$/.exec(entry)
  if (range !== null) return expandRange(entry, range[1]!.trim(), range[2]!.trim(), header, role, where)
  if (entry.includes('*')) {
    const pattern = new RegExp(`^${entry.split('*').map(escapeRegExp).join('.*')}$`, 'su')
    const found = header.filter((name) => pattern.test(name))
    if (found.length > 0) return found
    throw new DataError(
      'column-missing',
      `${role}: no column fits the pattern "${entry}"; the file has ${listed(header)}`,
      {
        where,
        hint: 'Correct the pattern; * stands for any characters.',
      },
    )
  }
  const vector = numbered(entry + '_', header)
  if (vector.length > 0 && vector.every(({ number }, index) => number === index + 1))
    return vector.map(({ name }) => name)
  throw missingColumn(entry, header, role, where)
}

function expandRange(
  entry: string,
  from: string,
  to: string,
  header: readonly string[],
  role: string,
  where: string,
): readonly string[] {
  const first = /^(.*?)(\d+)$/s.exec(from)
  const last = /^(.*?)(\d+)$/s.exec(to)
  if (first !== null && last !== null && first[1] === last[1]) {
    const [low, high] = [Number(first[2]), Number(last[2])]
    if (low > high) throw reversed(entry, role, where)
    const found = numbered(first[1]!, header).filter(({ number }) => number >= low && number <= high)
    const there = new Set(found.map(({ number }) => number))
    for (const end of [from, to])
      if (!there.has(Number(/\d+$/.exec(end)![0]))) throw missingColumn(end, header, role, where)
    for (let number = low; number <= high; number++) {
      if (!there.has(number))
        throw new DataError(
          'column-missing',
          `${role}: the range "${entry}" needs a column "${first[1]}${number}"; the file has ${listed(header)}`,
          { where, hint: `Name the columns one by one, or take all that fit a pattern: "${first[1]}*".` },
        )
    }
    return found.map(({ name }) => name)
  }
  for (const end of [from, to]) if (!header.includes(end)) throw missingColumn(end, header, role, where)
  if (header.indexOf(from) > header.indexOf(to)) throw reversed(entry, role, where)
  return header.slice(header.indexOf(from), header.indexOf(to) + 1)
}

/** The columns whose names are the stem and a whole number, by number. */
function numbered(stem: string, header: readonly string[]): { name: string; number: number }[] {
  return header
    .filter((name) => name.startsWith(stem) && /^\d+$/.test(name.slice(stem.length)))
    .map((name) => ({ name, number: Number(name.slice(stem.length)) }))
    .sort((a, b) => a.number - b.number)
}

/** A column that the config names and the file does not have. */
export function missingColumn(
  name: string,
  header: readonly string[],
  role: string,
  where: string,
): DataError {
  const close = nearest(name, header)
  const data = header.every(looksLikeData)
    ? ' The first line looks like data: put a line with the names of the columns above it.'
    : ''
  const hint = (close === undefined ? 'Correct the name in the config.' : `Did you mean "${close}"?`) + data
  return new DataError(
    'column-missing',
    `${role}: there is no column "${name}"; the file has ${listed(header)}`,
    { where, hint },
  )
}

function reversed(entry: string, role: string, where: string): DataError {
  return new DataError('range-reversed', `${role}: the range "${entry}" ends before it begins`, {
    where,
    hint: 'Swap its ends.',
  })
}

/** Names for a message: the first dozen, and how many more. */
export function listed(names: readonly string[], most = 12): string {
  const shown = names.slice(0, most).map((name) => (name.length > 40 ? `${name.slice(0, 39)}…` : name))
  return shown.join(', ') + (names.length > most ? `, … (${names.length} in all)` : '')
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
