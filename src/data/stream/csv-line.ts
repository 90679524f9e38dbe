/**
 * The cells of one line of delimited text, RFC 4180 quoting, as the file reader takes it: a quote inside an unquoted cell
 * stands for itself, and so does all of a cell in which text follows the closing quote.
 *
 * @returns null where a quoted cell does not end on the line
 */
export function splitCsvLine(line: string, delimiter: string): string[] | null {
  if (!line.includes('"')) return line.split(delimiter)
  const cells: string[] = []
  let at = 0
  for (;;) {
    const cell = line[at] === '"' ? quotedCell(line, at, delimiter) : plainCell(line, at, at, '', delimiter)
    if (cell === null) return null
    cells.push(cell.text)
    if (cell.end >= line.length) return cells
    at = cell.end + 1
  }
}

interface CellEnd {
  readonly text: string
  /** Index of the delimiter behind the cell, or the length of the line. */
  readonly end: number
}

function plainCell(line: string, begin: number, from: number, before: string, delimiter: string): CellEnd {
  const next = line.indexOf(delimiter, from)
  const end = next < 0 ? line.length : next
  return { text: before + line.slice(begin, end), end }
}

function quotedCell(line: string, begin: number, delimiter: string): CellEnd | null {
  let text = ''
  let from = begin + 1
  for (;;) {
    const quote = line.indexOf('"', from)
    if (quote < 0) return null
    text += line.slice(from, quote)
    const after = line[quote + 1]
    if (after === undefined || after === delimiter) return { text, end: quote + 1 }
    if (after !== '"') return plainCell(line, quote, quote, `"${text}`, delimiter)
    text += '"'
    from = quote + 2
  }
}
