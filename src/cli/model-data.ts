import { readFileSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import type { DataConfig } from '../config/data.js'
import { type DataSource, type Dataset, dataSource, readDataset, readHeader } from '../data/index.js'
import { type Encoded, encode, inputsOf } from '../encode/index.js'
import { ModelFileError } from '../errors.js'
import { validateData } from '../model/validate-data.js'
import { kindsOf } from '../prepare.js'
import { parseModel, type SavedModel } from '../store/model-file.js'
import type { CommandIo } from './io.js'

/** Reads a model file, or the model of a run folder. */
export async function openModel(io: CommandIo, path: string): Promise<SavedModel> {
  const full = resolve(io.context.cwd, path)
  try {
    const file = (await stat(full)).isDirectory() ? join(full, 'model.json') : full
    const name = relative(io.context.cwd, file)
    const beside = (other: string) => readFileSync(join(dirname(file), other))
    return parseModel(await readFile(file, 'utf8'), name.startsWith('..') ? file : name, beside)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause
    throw new ModelFileError('no-model', `there is no model at ${path}`, {
      where: path,
      hint: 'give the model.json, or the run folder, that dsm train wrote',
      cause,
    })
  }
}

/** Another file as a fitted model sees it. */
export interface ModelData {
  readonly source: DataSource
  readonly config: DataConfig
  readonly data: Dataset
  readonly encoded: Encoded
}

/**
 * Reads data for a fitted model: the columns and roles of its config; y, z and row filters that this file lacks are no
 * error. The caller closes `source`.
 */
export async function readModelData(
  io: CommandIo,
  saved: SavedModel,
  path: string,
  changes: Partial<DataConfig> = {},
): Promise<ModelData> {
  const source = dataSource(path, io.context.stdin)
  const modelled = saved.plan.groups.flatMap((g) => [...g.columns])
  const absent =
    saved.config.model.target === 'y' ? await absentColumns(source, saved.config.data, modelled) : []
  const seen = inputsOf(saved).map(({ name }) => name)
  const config = {
    ...saved.config.data,
    path,
    format: undefined,
    x: [...new Set([...modelled, ...seen])].filter((name) => !absent.includes(name)),
    ...changes,
  }
  const kept = await withoutAbsentColumns(io, source, config as DataConfig, saved.config.data.where)
  const read = await readDataset(source, kept, kindsOf(saved))
  const data = absent.length === 0 ? read : withEmptyColumns(read, absent, kindsOf(saved))
  io.warn(...data.warnings)
  const { encoded, warnings } = encode(data, saved.plan)
  io.warn(...warnings)
  validateData(saved.model, encoded)
  return { source, config: kept, data, encoded }
}

/** Targets that a file lacks: there they are to be predicted. */
async function absentColumns(
  source: DataSource,
  config: DataConfig,
  modelled: readonly string[],
): Promise<string[]> {
  const header = await readHeader(source, { ...config, format: undefined } as DataConfig)
  return modelled.filter((name) => !header.includes(name))
}

function withEmptyColumns(
  data: Dataset,
  names: readonly string[],
  kindOf: (name: string) => 'number' | 'text',
): Dataset {
  const steps = data.lines.length
  const columns = new Map(data.columns)
  for (const name of names) {
    columns.set(
      name,
      kindOf(name) === 'text'
        ? { kind: 'text', codes: new Int32Array(steps).fill(-1), symbols: [] }
        : { kind: 'number', values: new Float64Array(steps).fill(Number.NaN) },
    )
  }
  return { ...data, columns, roles: { ...data.roles, x: [...data.roles.x, ...names] } }
}

/** A file to which a model is applied need not have what only training used: y, z, the row filter of the config. */
async function withoutAbsentColumns(
  io: CommandIo,
  source: DataSource,
  config: DataConfig,
  trainingFilter: DataConfig['where'],
): Promise<DataConfig> {
  const header = await readHeader(source, config)
  const { z, y: _y, ...rest } = config
  const kept = withoutAbsentFilters(io, source.name, header, rest, trainingFilter)
  if (z === undefined) return kept
  if (header.includes(z)) return { ...kept, z }
  io.warn({
    code: 'no-labels',
    message: `${source.name} has no column "${z}": nothing to compare the states with`,
  })
  return kept
}

/** Leaves out the conditions of training's row filter on columns that are not there. */
export function withoutAbsentFilters(
  io: CommandIo,
  source: string,
  header: readonly string[],
  { where, ...rest }: DataConfig,
  trainingFilter: DataConfig['where'],
): DataConfig {
  const absent = Object.keys(where ?? {}).filter(
    (name) => !header.includes(name) && String(where![name]) === String(trainingFilter?.[name]),
  )
  for (const name of absent) {
    io.warn({
      code: 'no-filter-column',
      message: `${source} has no column "${name}": the row filter that training used on it (data.where) is left out`,
    })
  }
  const filter = Object.entries(where ?? {}).filter(([name]) => !absent.includes(name))
  return { ...rest, ...(filter.length === 0 ? {} : { where: Object.fromEntries(filter) }) }
}
