import { DataError } from '../errors.js'

/**
 * Column names without the space around them.
 * @throws DataError `column-unnamed`, `column-duplicate`
 */
export function checkedHeader(where: string, names: readonly string[]): string[] {
  const header = names.map((name) => name.trim())
  const hint = header.every(looksLikeData)
    ? 'The first line looks like data: put a line with the names of the columns above it.'
    : 'Give each column its own name in the first line.'
  const seen = new Map<string, number>()
  header.forEach((name, index) => {
    if (name === '') {
      throw new DataError('column-unnamed', `line 1: column ${index + 1} of ${header.length} has no name`, {
        where,
        hint,
      })
    }
    const earlier = seen.get(name)
    if (earlier !== undefined) {
      throw new DataError(
        'column-duplicate',
        `line 1: columns ${earlier + 1} and ${index + 1} have the same name "${name}"`,
        { where, hint },
      )
    }
    seen.set(name, index)
  })
  return header
}

/** Whether a name in a header looks like a value: the file may lack a header. */
export function looksLikeData(name: string): boolean {
  return name.trim() === '' || !Number.isNaN(Number(name))
}
