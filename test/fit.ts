import { type Config, type ConfigInput, configSchema } from '../src/config/schema.js'
import {
  type DataSource,
  fileSource,
  memorySource,
  readDataset,
  readHeader,
  resolveColumns,
} from '../src/data/index.js'
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
} from '../src/encode/index.js'
import { createReferenceEngine, type Engine } from '../src/inference/index.js'
import { compileModel } from '../src/model/compile.js'
import { askSequences, type SequenceQuestions } from '../src/model/infer.js'
import { buildModel, type Model, type ModelParameters } from '../src/model/model.js'
import { validateData } from '../src/model/validate-data.js'
import { type FitResult, fitToEnd } from '../src/training/fit.js'

/** A config's data and model, ready to be fitted. */
export interface Prepared {
  readonly config: Config
  readonly experts: readonly ExpertColumns[]
  readonly plan: EncodingPlan
  readonly data: Encoded
  readonly model: Model
  readonly engine: Engine
}

/** A config without what the tests do not care about. */
export type TestConfig = Pick<ConfigInput, 'model'> & Partial<Pick<ConfigInput, 'data' | 'training'>>

/** Reads and encodes data through the library, as the commands do. */
export async function prepare(input: TestConfig, source: DataSource): Promise<Prepared> {
  const config = configSchema.parse({ data: {}, ...input })
  const lists = expertColumnLists(config.model)
  const header = await readHeader(source, config.data)
  const { x } = resolveColumns(header, config.data, lists, source.name)
  const experts = resolveExperts(config.model, header, x, source.name)
  const kinds = new Map(experts.flatMap((e) => e.columns.map((name) => [name, columnKind(e.config)])))
  const dataset = await readDataset(source, config.data, (name) => kinds.get(name) ?? 'text', lists)
  const plan = makeEncodingPlan(dataset, { experts }, { labels: labelsOf(dataset) })
  const { encoded } = encode(dataset, plan)
  const model = buildModel(config.model, experts, plan)
  validateData(model, encoded)
  return { config, experts, plan, data: encoded, model, engine: createReferenceEngine() }
}

export function prepareFile(input: TestConfig, path: string): Promise<Prepared> {
  return prepare(input, fileSource(path))
}

/** Rows of text cells under a header, as one would type them into a CSV file. */
export function prepareRows(
  input: TestConfig,
  csv: string | readonly (readonly unknown[])[],
): Promise<Prepared> {
  const text = typeof csv === 'string' ? csv : csv.map((row) => row.join(',')).join('\n') + '\n'
  return prepare(input, memorySource('rows.csv', text))
}

export function fitPrepared(prepared: Prepared): Promise<FitResult> {
  return fitToEnd(prepared, prepared.config.training)
}

/** Fits a config to a file. */
export async function fitFile(
  input: TestConfig,
  path: string,
): Promise<{ prepared: Prepared; result: FitResult }> {
  const prepared = await prepareFile(input, path)
  return { prepared, result: await fitPrepared(prepared) }
}

/** Fits a config to rows in memory. */
export async function fitRows(input: TestConfig, csv: Parameters<typeof prepareRows>[1]) {
  const prepared = await prepareRows(input, csv)
  return { prepared, result: await fitPrepared(prepared) }
}

/** What a model at given parameters says about the data it was prepared with. */
export function ask(prepared: Prepared, parameters: ModelParameters, clamp = false): SequenceQuestions {
  return askSequences(compileModel(prepared.model, parameters), prepared.engine, prepared.data, clamp)
}

/** The parameters that the config itself gives: a model that is only evaluated. */
export function givenParameters({ model }: Prepared): ModelParameters {
  return {
    gate: { ...model.gate.initialise(), ...model.gate.start },
    experts: model.experts.map((expert) => expert.start),
  }
}
