import type { Config } from '../config/schema.js'
import { type DataSource, type Dataset, dataSource, readDataset, readHeader, resolveColumns } from '../data/index.js'
import {
  columnKind,
  type Encoded,
  type EncodingPlan,
  type ExpertColumns,
  encode,
  expertColumnLists,
  labelsOf,
  makeEncodingPlan,
  resolveExperts,
} from '../encode/index.js'
import { buildModel, type Model } from '../model/model.js'
import { validateData } from '../model/validate-data.js'
import type { Configured } from './configure.js'
import type { CommandIo } from './io.js'

/** A config's data as a model sees them. */
export interface TrainingData {
  readonly source: DataSource
  readonly data: Dataset
  readonly experts: readonly ExpertColumns[]
  readonly plan: EncodingPlan
  readonly encoded: Encoded
}

/** Reads and encodes the data of a config. The caller closes `source`. */
export async function readTrainingData(io: CommandIo, { config, dataPath }: Configured): Promise<TrainingData> {
  const source = dataSource(dataPath, io.context.stdin)
  const lists = expertColumnLists(config.model)
  const header = await readHeader(source, config.data)
  const { x } = resolveColumns(header, config.data, lists, source.name)
  const experts = resolveExperts(config.model, header, x, source.name)
  const data = await readDataset(source, config.data, kindsOf(experts), lists)
  io.warn(...data.warnings)
  const plan = makeEncodingPlan(data, experts, { labels: labelsOf(data) })
  const { encoded, warnings } = encode(data, plan)
  io.warn(...warnings)
  return { source, data, experts, plan, encoded }
}

/** The model of a config for data that were read, with the data checked against its experts. */
export function modelFor(config: Config, { experts, plan, encoded }: TrainingData): Model {
  const model = buildModel(config.model, experts, plan)
  validateData(model, encoded)
  return model
}

/** What each column holds; y columns that no expert reads are text. */
export function kindsOf(experts: readonly ExpertColumns[]): (name: string) => 'number' | 'text' {
  const kinds = new Map(experts.flatMap(({ config, columns }) => columns.map((name) => [name, columnKind(config.family)])))
  return (name) => kinds.get(name) ?? 'text'
}
