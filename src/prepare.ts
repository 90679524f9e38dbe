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
  type InputColumn,
  inputsOf,
  labelsOf,
  type ModelColumns,
  makeEncodingPlan,
  modelledRoles,
  readingRoles,
  resolveExperts,
  resolveGate,
} from './encode/index.js'
import type { Warning } from './errors.js'
import { buildModel, type Model } from './model/model.js'
import { validateData } from './model/validate-data.js'

/** A config's data as its model sees them. */
export interface PreparedData {
  readonly data: Dataset
  readonly experts: readonly ExpertColumns[]
  /** Columns that the gate sees; undefined where it sees none. */
  readonly gate: readonly InputColumn[] | undefined
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
  const gate = resolveGate(config.model, experts, header, x, source.name)
  const columns = { experts, gate }
  const data = await readDataset(source, readingRoles(config, columns, x, y), kindsOf(columns), lists, extra)
  const plan = makeEncodingPlan(data, columns, { labels: labelsOf(data) })
  const { encoded, warnings } = encode(data, plan)
  return { data, experts, gate, plan, encoded, warnings: [...data.warnings, ...warnings] }
}

/** The model of a config for data that were read, with the data checked against its experts. Throws ConfigError, DataError. */
export function prepareModel(config: Config, { experts, plan, encoded }: PreparedData): Model {
  const model = buildModel(config.model, experts, plan)
  validateData(model, encoded)
  return model
}

/** What each column holds; y columns that no expert reads are text. */
export function kindsOf(columns: ModelColumns): (name: string) => 'number' | 'text' {
  const kinds = new Map([
    ...inputsOf(columns).map(({ name, kind }) => [name, kind] as const),
    ...columns.experts.flatMap((expert) =>
      expert.columns.map((name) => [name, columnKind(expert.config)] as const),
    ),
  ])
  return (name) => kinds.get(name) ?? 'text'
}
