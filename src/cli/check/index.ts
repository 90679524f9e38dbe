import type { DataConfig } from '../../config/data.js'
import { openTable } from '../../data/open-table.js'
import type { DataSource } from '../../data/source.js'
import { configure } from '../configure.js'
import type { CommandIo, DataOptions } from '../io.js'
import { readTrainingData } from '../training-data.js'
import { likelyMistakes } from './mistakes.js'
import { printReport } from './print.js'
import { makeReport } from './report.js'

/** `dsm check`: reads config and data, describes them, warns of likely mistakes; trains nothing. */
export async function checkCommand(io: CommandIo, options: DataOptions, file: string): Promise<void> {
  const configured = await configure(io, options, file, { requireStates: false })
  const { config } = configured
  const read = await readTrainingData(io, configured)
  const { header, rows } = await countRows(read.source, config.data).finally(() => read.source.close())
  const report = makeReport(config, read, header, rows - read.data.rows.length)
  io.print(printReport(file, config, report))
  io.warn(...likelyMistakes(config, read, report))
  io.result({ config: file, ...report })
}

/** The header, and how many rows there are before `where`. */
async function countRows(
  source: DataSource,
  config: DataConfig,
): Promise<{ header: readonly string[]; rows: number }> {
  const { header, input, reader } = await openTable(source, config)
  let rows = 0
  for await (const batch of reader.rows(input, header, [])) rows += batch.cells.length
  return { header, rows }
}
