import type { DataConfig } from '../../config/data.js'
import { cellText } from '../../data/number.js'
import { openTable } from '../../data/open-table.js'
import type { DataSource } from '../../data/source.js'
import { configure } from '../configure.js'
import { namesSequence } from '../init/names.js'
import { orInterrupted } from '../interrupted.js'
import type { CommandIo, DataOptions } from '../io.js'
import { readTrainingData } from '../training-data.js'
import { likelyMistakes } from './mistakes.js'
import { printReport } from './print.js'
import { makeReport } from './report.js'

/** `dsm check`: reads config and data, describes them, warns of likely mistakes; trains nothing. */
export async function checkCommand(io: CommandIo, options: DataOptions, file: string): Promise<void> {
  const configured = await configure(io, options, file, { requireStates: false })
  const { config } = configured
  const read = await orInterrupted(io.context, readTrainingData(io, configured))
  const table = await orInterrupted(
    io.context,
    scan(read.source, config.data).finally(() => read.source.close()),
  )
  const report = makeReport(config, read, table.header, table.rows - read.data.rows.length)
  io.print(printReport(file, config, report))
  io.warn(...likelyMistakes(config, read, report, table.identifiers))
  io.result({ config: file, ...report })
}

interface Table {
  readonly header: readonly string[]
  /** Rows before `where`. */
  readonly rows: number
  /** Columns named like an identifier whose values recur: they may tell sequences apart. */
  readonly identifiers: readonly string[]
}

async function scan(source: DataSource, config: DataConfig): Promise<Table> {
  const { header, input, reader } = await openTable(source, config)
  const candidates = header.flatMap((name, i) => (namesSequence(name) ? [i] : []))
  const seen = candidates.map(() => new Set<string>())
  let rows = 0
  for await (const batch of reader.rows(input, header, candidates)) {
    rows += batch.cells.length
    for (const row of batch.cells) for (const [c, i] of candidates.entries()) seen[c]!.add(cellText(row[i]))
  }
  const recurs = (c: number) => seen[c]!.size > 1 && seen[c]!.size <= rows / 2
  return { header, rows, identifiers: candidates.flatMap((i, c) => (recurs(c) ? [header[i]!] : [])) }
}
