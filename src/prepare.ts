import type { Config } from './config/schema.js'
import {
  type ColumnsBeside,
  type DataSource,
  type Dataset,
  readDataset,
  readHeader,
  resolveColumns,
} from './data/index.js'
import {
  columnKind,
  type Encoded,
  type EncodingPlan,
  type ExpertColumns,
  encode,
  expertColumnLists,
  labelsOf,
  makeEncodingPlan,
  modelledRoles,
  readingRoles,
  resolveExperts,
} from './encode/index.js'
import type { Warning } from './errors.js'
import { buildModel, type Model } from './model/model.js'
import { validateData } from './model/validate-data.js'

/** A config's data as its model sees them. */
export interface PreparedData {
  readonly data: Dataset
  readonly experts: readonly ExpertColumns[]
  readonly plan: EncodingPlan
  readonly encoded: Encoded
  /** Policies that acted while reading and encoding. */
  readonly warnings: readonly Warning[]
}

/**
 * Reads and encodes the data of a config, and `extra` columns beside (for `selectionColumns`). The caller closes `source`.
 * Throws DataError for the file, ConfigError where columns and experts do not fit.
 */
export async function prepareData(
  config: Config,
  source: DataSource,
  extra: ColumnsBeside = [],
): Promise<PreparedData> {
  const lists = expertColumnLists(config.model)
  const header = await readHeader(source, config.data)
  const { x, y } = resolveColumns(header, modelledRoles(config), lists, source.name)
  const experts = resolveExperts(config.model, header, x, source.name)
  const data = await readDataset(source, readingRoles(config, experts, x, y), kindsOf(experts), lists, extra)
  const plan = makeEncodingPlan(data, experts, { labels: labelsOf(data) })
  const { encoded, warnings } = encode(data, plan)
  return { data, experts, plan, encoded, warnings: [...data.warnings, ...warnings] }
}

/** The model of a config for data that were read, with the data checked against its experts. Throws ConfigError, DataError. */
export function prepareModel(config: Config, { experts, plan, encoded }: PreparedData): Model {
  const model = buildModel(config.model, experts, plan)
  validateData(model, encoded)
  return model
}

/** What each column holds; y columns that no expert reads are text. */
export function kindsOf(experts: readonly ExpertColumns[]): (name: string) => 'number' | 'text' {
  const kinds = new Map(
    experts.flatMap(({ config, columns, inputs = [] }) => [
      ...inputs.map(({ name, kind }) => [name, kind] as const),
      ...columns.map((name) => [name, columnKind(config)] as const),
    ]),
  )
  return (name) => kinds.get(name) ?? 'text'
}
