import { type ColumnsBeside, type DataSource, dataSource } from '../data/index.js'
import { type PreparedData, prepareData } from '../prepare.js'
import type { Configured } from './configure.js'
import type { CommandIo } from './io.js'

/** A config's data as its model sees them, and where they came from. */
export interface TrainingData extends PreparedData {
  readonly source: DataSource
}

/** Reads and encodes the data of a config, and says what was noticed. The caller closes `source`. */
export async function readTrainingData(
  io: CommandIo,
  { config, dataPath }: Configured,
  beside: ColumnsBeside = [],
): Promise<TrainingData> {
  const source = dataSource(dataPath, io.context.stdin)
  const prepared = await prepareData(config, source, beside)
  io.warn(...prepared.warnings)
  return { source, ...prepared }
}
