import type { DataConfig, DataFormat } from '../../config/data.js'
import { cellText } from '../../data/number.js'
import { openTable } from '../../data/open-table.js'
import type { DataSource } from '../../data/source.js'
import { DataError } from '../../errors.js'
import { type Choice, chooseFamily, leftOut, unchangingChoice, wordColumn } from './families.js'
import { type ColumnProfile, Profiler } from './profile.js'
import { guessRoles, type Roles } from './roles.js'
import { unchanging } from './within.js'

/** So many rows are looked at. */
export const mostRows = 200_000

/** All that `dsm init` makes out about a file. */
export interface Guess {
  readonly format: DataFormat
  readonly header: readonly string[]
  readonly rows: number
  /** Whether the file has more rows than were looked at. */
  readonly more: boolean
  readonly ownSequences: boolean
  readonly roles: Roles
  /** One entry for each column that has no other role. */
  readonly choices: readonly Choice[]
  readonly columns: readonly ColumnProfile[]
}

/** Looks at the first rows of a file. Throws DataError where they cannot be read. */
export async function guess(source: DataSource, config: DataConfig): Promise<Guess> {
  const table = await openTable(source, config)
  const profilers = table.header.map((name) => new Profiler(name))
  const wanted = table.header.map((_, i) => i)
  async function* rows(): AsyncGenerator<readonly string[]> {
    let count = 0
    let sequence = 0
    for await (const batch of table.reader.rows(table.input, table.header, wanted)) {
      const starts = new Set(batch.starts.map(({ at }) => at))
      for (const [r, cells] of batch.cells.entries()) {
        if (count++ >= mostRows) return
        if (starts.has(r)) sequence++
        // After the columns: the number of the sequence, where the format tells sequences apart.
        yield [...wanted.map((i) => cellText(cells[i]).trim()), String(sequence)]
      }
    }
  }
  let count = 0
  let sequences = 0
  for await (const row of rows()) {
    count++
    sequences = Number(row[table.header.length])
    for (const [i, profiler] of profilers.entries()) profiler.add(row[i]!)
  }
  if (count === 0) {
    throw new DataError(
      'no-rows',
      `there are no rows below the columns ${table.header.slice(0, 12).join(', ')}`,
      { where: source.name },
    )
  }
  const columns = profilers.map((profiler) => profiler.finish())
  const { ownSequences } = table.reader
  const roles = await guessRoles(columns, rows, ownSequences ? sequences : null)
  const taken = [roles.sequence, roles.order, roles.states]
  const at = ownSequences
    ? table.header.length
    : roles.sequence === undefined
      ? -1
      : table.header.indexOf(roles.sequence)
  const still =
    at < 0 || roles.sequences < 2 || count < 2 * roles.sequences
      ? new Set<string>()
      : await unchanging(table.header, at, rows)
  const words = wordColumn(table.input.format, columns)
  const choices = columns
    .filter(({ name }) => !taken.includes(name))
    .map((column) => {
      if (words !== undefined && column.name !== words) return leftOut(column, 'could be added to x')
      return still.has(column.name) ? unchangingChoice(column) : chooseFamily(column)
    })
  return {
    format: table.input.format,
    header: table.header,
    rows: count,
    more: count === mostRows,
    ownSequences,
    roles,
    choices,
    columns,
  }
}
